# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds missing, unsure, wrong and stale translations of the interface and of the help topics.

A missing or stale twin (see stamp.py), a missing text or a text with other printf formats fails. Needs msgfmt,
msgmerge and xgettext for the interface.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from topics import HELP, Topic, translations

ROOT = HELP.parent
LANGUAGE = "zh_CN"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[a-z]{3}")  # names of commands and methods are capitals
COMPLETE = ["basics", "causes", "codes", "compare", "enhanced"]  # the other groups may lack topics
FORMAT = re.compile(r"%(?:\d+\$)?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j|t)?[diouxXeEfgGcspn]")
FULL = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]|[\u4e00-\u9fff].*[!?]$")


def unquote(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text)


def entries(po_text):
    """(msgid, msgstr, is fuzzy) of each text."""
    for block in re.split(r"\n\s*\n", po_text):
        if re.search(r"^#~", block, flags=re.M):
            continue
        fields, field = {}, None
        for line in block.splitlines():
            found = re.match(r'(?:(msgid_plural|msgid|msgstr)(?:\[0\])?\s+)?"(.*)"$', line)
            if found:
                field = found[1] or field
                fields[field] = fields.get(field, "") + unquote(found[2])
        if fields.get("msgid"):
            yield fields["msgid"], fields.get("msgstr", ""), bool(re.search(r"^#,.*fuzzy", block, flags=re.M))


class Interface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = [tool for tool in ("xgettext", "msgmerge", "msgfmt") if shutil.which(tool) is None]
        if missing:
            raise unittest.SkipTest("needs " + ", ".join(missing))
        cls.po = ROOT / "po" / (LANGUAGE + ".po")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, ROOT / "po/update.py", "--check", folder], check=True)
            cls.merged = subprocess.run(
                ["msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", "--no-location", cls.po,
                 folder + "/mailmedic.pot"], check=True, capture_output=True, text=True, encoding="utf-8").stdout
        cls.entries = list(entries(cls.merged))

    def report(self, what, texts):
        self.assertFalse(texts, "%d %s (run po/update.py):\n%s" % (len(texts), what, "\n".join(texts)))

    def test_every_text_is_translated(self):
        self.assertGreater(len(self.entries), 500)
        self.report("texts have no translation", [text for text, other, _ in self.entries if not other])

    def test_no_text_is_left_in_english(self):
        self.report("texts are as in English", [
            text for text, other, _ in self.entries
            if other and not CHINESE.search(other) and WORD.search(re.sub(r"%[a-z]+", "", text))])

    def test_no_translation_is_unsure(self):
        self.report("texts are fuzzy", [text for text, _, fuzzy in self.entries if fuzzy])

    def test_formats_are_those_of_the_source(self):
        self.report("texts have other formats", [
            text + "  ->  " + other for text, other, _ in self.entries
            if other and FORMAT.findall(text.replace("%%", "")) != FORMAT.findall(other.replace("%%", ""))])

    def test_line_ends_are_those_of_the_source(self):
        self.report("texts begin or end otherwise", [
            text for text, other, _ in self.entries
            if other and (text.endswith("\n") != other.endswith("\n") or
                          text.startswith("\n") != other.startswith("\n"))])

    def test_punctuation_between_chinese_is_full_width(self):
        self.report("texts have half-width punctuation", [other for _, other, _ in self.entries if FULL.search(other)])

    def test_msgfmt_accepts_it(self):
        run = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", self.po], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)


class Topics(unittest.TestCase):
    def pairs(self):
        for path in translations(LANGUAGE):
            topic = Topic(path)
            if topic.english().exists():
                yield topic, Topic(topic.english())

    def test_every_topic_has_a_twin(self):
        lacking = [str(path.relative_to(HELP)) for group in COMPLETE
                   for path in sorted((HELP / "en" / group).glob("*.md"))
                   if not (HELP / LANGUAGE / group / path.name).exists()]
        self.assertFalse(lacking, "no translation of:\n" + "\n".join(lacking))

    def test_no_twin_is_left_in_english(self):
        same = [str(topic.path.relative_to(HELP)) for topic, english in self.pairs()
                if not all(CHINESE.search(line) for line in topic.head_texts()) or
                len(CHINESE.findall(topic.body)) < 20]
        self.assertFalse(same, "no Chinese in a text of:\n" + "\n".join(same))

    def test_no_twin_is_left_over(self):
        alone = [str(path.relative_to(HELP)) for path in translations(LANGUAGE) if not Topic(path).english().exists()]
        self.assertFalse(alone, "no English text behind:\n" + "\n".join(alone))

    def test_the_twins_have_one_shape(self):
        other = ["%s has %d %s, the English one %d" % (topic.path.relative_to(HELP), mine, name, theirs)
                 for topic, english in self.pairs()
                 for (name, mine), (_, theirs) in zip(topic.shape(), english.shape()) if mine != theirs]
        self.assertFalse(other, "\n".join(other))

    def test_punctuation_between_chinese_is_full_width(self):
        half = ["%s: %s" % (topic.path.relative_to(HELP), line) for topic, _ in self.pairs()
                for line in (topic.head + topic.body).splitlines()
                if FULL.search(re.sub(r"`[^`]*`|\"[^\"]*\"", "", line)) and not re.match(r"[\w-]+: ", line)]
        self.assertFalse(half, "\n".join(half))

    def test_no_twin_is_stale(self):
        stale = [str(topic.path.relative_to(HELP)) for topic, english in self.pairs()
                 if topic.of() != english.stamp()]
        self.assertFalse(stale, "the English text of these has changed; bring them up to date, then run "
                         "tests/help/stamp.py on them:\n" + "\n".join(stale))
