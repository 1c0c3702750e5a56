# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what is to be translated in a help topic: title, summary, fix labels, what replies mean, body. No YAML reader is needed."""
import hashlib
import pathlib
import re

HELP = pathlib.Path(__file__).resolve().parents[2] / "help"
HEAD_LINE = re.compile(r"^(title|summary):|^ +(- )?(label|means):|^ +- *\{.*\blabel:")


class Topic:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        text = self.path.read_text(encoding="utf-8")
        parts = re.split(r"^---\n", text, maxsplit=2, flags=re.M)
        if len(parts) != 3 or parts[0] != "":
            raise ValueError("%s has no head" % path)
        self.head, self.body = parts[1], parts[2]

    def head_texts(self):
        """Lines of the head that are translated, with their continuations."""
        lines, taking = [], False
        for line in self.head.splitlines():
            if HEAD_LINE.match(line):
                taking = True
                lines.append(line.strip())
            elif taking and re.match(r"^ +[^-\s]", line) and not re.match(r"^ +[\w-]+:( |$)", line):
                lines.append(line.strip())
            else:
                taking = False
        return lines

    def stamp(self):
        text = "\n".join(self.head_texts()) + "\n" + self.body.strip() + "\n"
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]

    def of(self):
        found = re.search(r"^of: *[\"']?([0-9a-f]+)", self.head, flags=re.M)
        return found[1] if found else None

    def set_of(self, stamp):
        head = re.sub(r"^of:.*\n", "", self.head, flags=re.M)
        head = head.rstrip("\n") + '\nof: "%s"\n' % stamp
        self.path.write_text("---\n" + head + "---\n" + self.body, encoding="utf-8")
        self.head = head

    def english(self):
        return HELP / "en" / self.path.parent.name / self.path.name

    def shape(self):
        """What must be the same in every language, as a list of (name, number)."""
        prose = re.sub(r"^```.*?^```", "", self.body, flags=re.M | re.S)
        return [
            ("fixes", len(re.findall(r"\blabel:", "\n".join(self.head_texts())))),
            ("replies", len(re.findall(r"\bmeans:", "\n".join(self.head_texts())))),
            ("headings", len(re.findall(r"^#{1,6} ", prose, flags=re.M))),
            ("numbered steps", len(re.findall(r"^ *\d+\. ", prose, flags=re.M))),
            ("list items", len(re.findall(r"^ *[-*] ", prose, flags=re.M))),
            ("table rows", len(re.findall(r"^\|", prose, flags=re.M))),
            ("code blocks", len(re.findall(r"^```", self.body, flags=re.M)) // 2),
            ("links to topics", len(set(re.findall(r"\]\(topic:([^)]+)\)", prose)))),
        ]


def translations(language):
    return sorted((HELP / language).glob("*/*.md"))
