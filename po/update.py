#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gathers the texts of the source and merges them into po/*.po. Run it after a text has changed.

Writes POTFILES (the files that have texts), scenarios.h (titles and lessons of the practice scenarios, which are
YAML), mailmedic.pot and each language's .po. `--check FOLDER` writes POTFILES, scenarios.h and mailmedic.pot into
FOLDER only. Needs xgettext and msgmerge; python3 with its standard library.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PO = ROOT / "po"
MARKED = re.compile(r'\b(?:N?_|intl_count)\(\s*"')
KEYWORDS = ["--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=intl_count:1,2", "--flag=_:1:pass-c-format", "--flag=intl_count:1:pass-c-format",
            "--flag=intl_count:2:pass-c-format", "--language=C"]
TOP = ["--package-name=mailmedic", "--copyright-holder=the mailmedic authors", "--add-comments=T:"]


def marked_files():
    files = [path for path in (ROOT / "src").rglob("*.[ch]") if MARKED.search(path.read_text(encoding="utf-8"))]
    return sorted(str(path.relative_to(ROOT)) for path in files if path.name != "intl.h")


def unquote(text):
    text = text.strip()
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return re.sub(r"\s+#.*$", "", text)


def scenario_texts(path):
    """Title and lesson of a scenario, as the YAML reader gives them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        found = re.match(r"(title|learn):\s*(.*)$", line)
        if not found:
            continue
        more = []
        for next_line in lines[number + 1:]:
            if not next_line.startswith(" "):
                break
            more.append(next_line.strip())
        folded = found[2] in (">", ">-")
        text = " ".join(([] if folded else [found[2]]) + more)
        yield (text if folded else unquote(text))


def scenarios_header():
    out = ["/* Made by po/update.py: texts of src/practice/scenarios. Not compiled. */"]
    for path in sorted((ROOT / "src/practice/scenarios").glob("*.yaml")):
        for text in scenario_texts(path):
            quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            out.append('/* %s */ N_("%s")' % (path.stem, quoted))
    return "\n".join(out) + "\n"


def gather(folder):
    """Writes scenarios.h, POTFILES and mailmedic.pot into `folder`."""
    header = folder / "scenarios.h"
    header.write_text(scenarios_header(), encoding="utf-8")
    files = marked_files()
    (folder / "POTFILES").write_text("\n".join(files + ["po/scenarios.h"]) + "\n", encoding="utf-8")
    pot = folder / "mailmedic.pot"
    subprocess.run(["xgettext", *KEYWORDS, *TOP, "--directory", str(ROOT), "--output", str(pot), "--no-wrap",
                    "--sort-by-file", *files, os.path.relpath(header, ROOT)], check=True)
    text = pot.read_text(encoding="utf-8")  # a date in it would only make conflicts
    pot.write_text(re.sub(r'^"POT-Creation-Date:.*\n', "", text, flags=re.M), encoding="utf-8")
    return pot


def merge(pot):
    for language in (PO / "LINGUAS").read_text().split():
        po = PO / (language + ".po")
        subprocess.run(["msgmerge", "--quiet", "--update", "--backup=none", "--no-wrap", "--no-location",
                        "--no-fuzzy-matching", str(po), str(pot)], check=True)


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        gather(pathlib.Path(sys.argv[2]))
        return
    merge(gather(PO))


if __name__ == "__main__":
    main()
