# SPDX-License-Identifier: GPL-3.0-or-later
"""The explain command: one reply, many replies, and input that is neither."""

import json
import os
import pathlib
import re
import tempfile
import unittest

import cli_case
from program import run

HELP = pathlib.Path(__file__).resolve().parents[2] / "help/en"
DEPENDS = [("postal", "535 Denied")]  # on the mechanism, as its topic says
REPLY = "535 5.7.8 Error: authentication failed"


class Explain(cli_case.Case):
    def test_reply_as_one_argument_or_as_words(self):
        once = run("explain", REPLY)
        self.assertEqual(once.returncode, 0)
        self.assertEqual(once.stdout, run("explain", *REPLY.split()).stdout)
        self.assertEqual(once.stdout, run("explain", stdin=REPLY.encode()).stdout)
        self.assertEqual(once.stdout, run("explain", "-", stdin=REPLY.encode()).stdout)
        self.assertIn("535", once.stdout.decode())
        self.assertNotIn("\x1b", once.stdout.decode())

    def test_json_has_the_shape_of_the_contract(self):
        explained = json.loads(run("explain", REPLY, "--format", "json", "--stage", "auth", "--auth", "PLAIN").stdout)
        self.assertEqual(explained["reply"]["code"], 535)
        self.assertEqual(explained["reply"]["enhanced"], "5.7.8")
        self.assertEqual(explained["reply"]["class"], "permanent")
        self.assertEqual((explained["reply"]["lines"], explained["reply"]["more_lines"]), ([REPLY], 0))
        self.assertTrue(explained["diagnoses"])
        for diagnosis in explained["diagnoses"]:
            self.assertIn(diagnosis["confidence"], ["high", "medium", "low"])
            self.assertIn(diagnosis["who"], ["you", "account-owner", "administrator", "wait"])
            for key in ["id", "title", "summary", "evidence", "fixes"]:
                self.assertIn(key, diagnosis)
            for fix in diagnosis["fixes"]:
                self.assertLessEqual({"action", "label"}, set(fix))

    def test_classes_follow_the_first_digit(self):
        for reply, kind in [("250 ok", "positive"), ("334 VXNlcm5hbWU6", "intermediate"), ("421 busy", "transient"),
                            ("550 no", "permanent"), ("no code at all", "invalid")]:
            explained = json.loads(run("explain", reply, "--format", "json").stdout)
            self.assertEqual(explained["reply"]["class"], kind, reply)

    def test_nothing_is_no_reply(self):
        self.assert_sentence(run("explain", stdin=b""))
        self.assert_sentence(run("explain", stdin=b" \n\t\n"))
        self.assert_sentence(run("explain", stdin=b"','" * 1000))
        self.assert_sentence(run("explain", ""))

    def test_any_bytes_are_survived(self):
        for junk in [bytes(range(256)), b"\xff" * 10000, b"535 \x1b]52;c;eA==\x07 \xe2\x80\xae", b"5" * 100000,
                     b"535-a\n" * 5000, b"\0\0\0"]:
            for form in ["text", "json", "markdown"]:
                finished = run("explain", "--format", form, stdin=junk)
                text = finished.stdout.decode("utf-8")
                self.assertIn(finished.returncode, [0, 1])
                self.assertFalse(set(map(ord, text)) & (set(range(32)) - {10} | {0x7F, 0x202E}))

    def test_what_was_assumed_is_shown_with_its_origin(self):
        log = b"* Connected to smtp.example.org (192.0.2.1) port 587\n< 220 smtp.example.org ESMTP Postfix\n> EHLO a\n" \
              b"< 250 AUTH PLAIN\n> AUTH PLAIN\n< 454 4.7.0 Temporary authentication failure\n"
        explained = json.loads(run("explain", "--format", "json", stdin=log).stdout)
        values = {key: member and member["value"] for key, member in explained["assumed"].items()}
        self.assertEqual((values["stage"], values["mechanism"], values["server"]), ("auth", "PLAIN", "smtp.example.org"))
        self.assertIn("Postfix", values["software"])
        self.assertTrue(all(member["from"] for member in explained["assumed"].values()))
        self.assertEqual(explained["paste"]["outcome"], "refused")
        self.assertIn("smtp.example.org (from", run("explain", stdin=log).stdout.decode())

    def test_enhanced_code_alone_is_enough(self):
        for text, first in [("5.7.8", "wrong-password"), ("5.7.8 zork", "wrong-password"), ("5.3.4 zork", "message-too-large"),
                            ("4.3.2 zork", "server-shutdown"), ("5.0.1 released today", None), ("5.15.0 zork", None)]:
            with self.subTest(text=text):
                causes = json.loads(run("explain", "--format", "json", text).stdout)["diagnoses"]
                self.assertEqual(causes[0]["id"] if causes else None, first)

    def test_log_without_a_failure_is_no_all_clear(self):
        explained = json.loads(run("explain", "--format", "json", stdin=b"C: EHLO a\nS: 250-mx\nS: 250 SIZE 1\n").stdout)
        self.assertEqual((explained["paste"]["outcome"], explained["diagnoses"]), ("ends", []))
        self.assertIn("EHLO", explained["paste"]["note"])

    def test_markdown_cannot_be_formatted_by_the_server(self):
        text = run("explain", "--format", "markdown", "550 ``` [x](http://evil.test) <b>").stdout.decode()
        self.assertIn("````text", text)


class OwnTopics(cli_case.Case):
    """Help topics of an organisation are files of somebody else: they cannot act on the terminal either."""

    NASTY = r"\e]0;owned\a\e[2J\u202Eabc\u200B\x9b31m"  # as YAML writes it
    TOPIC = ('---\ntitle: "T {0}"\nsummary: "S {0}"\nwho: you\nrules:\n  - confidence: high\n    any: ["zork"]\nfixes:\n'
             '  - action: server\n    to: "to {0}"\n    label: "L {0}"\n---\n\n## What happened\nBody\n')
    CODE = '---\ntitle: "C {0}"\nsummary: "S {0}"\n---\n\nBody\n'

    def explain(self, name, text, form):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "mailmedic/help", name)
            os.makedirs(os.path.dirname(path))
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return run("explain", "--format", form, "535 5.7.8 zork", environment={"XDG_DATA_HOME": folder})

    def test_nothing_in_a_head_acts_on_the_terminal(self):
        for name, text in (("causes/zork.md", self.TOPIC), ("codes/535.md", self.CODE), ("enhanced/5.7.8.md", self.CODE)):
            for form in ("text", "json", "markdown"):
                finished = self.explain(name, text.format(self.NASTY), form)
                shown = (finished.stdout + finished.stderr).decode("utf-8")
                self.assertEqual(finished.returncode, 0, (name, form))
                self.assertIn("x1B]0;owned", finished.stdout.decode("utf-8") if form == "text" else "x1B]0;owned", (name, form))
                self.assertFalse(set(map(ord, shown)) & (set(range(32)) - {10} | set(range(0x7F, 0xA0)) | {0x202E, 0x200B}),
                                 (name, form))

    def test_a_file_whose_name_is_no_id_is_skipped(self):
        for name in ("causes/zo\x1b[31mrk.md", "causes/\u202ezork.md", "causes/a b.md"):
            finished = self.explain(name, self.TOPIC.format("plain"), "json")
            self.assertEqual(finished.returncode, 0)
            self.assertIn(b"no id", finished.stderr)
            self.assertNotIn("T plain", finished.stdout.decode("utf-8"))


class Topics(cli_case.Case):
    STEPS = ["", "greeting", "ehlo", "auth", "mail", "rcpt", "data"]

    def quoted_replies(self):
        """(topic, reply, causes) of each whole reply that a topic of a mail server program quotes with links to causes."""
        causes = {path.stem for path in HELP.glob("causes/*.md")}
        for topic in sorted(HELP.glob("software/*.md")):
            for item in re.split(r"\n(?=- |\n)", topic.read_text(encoding="utf-8").split("---", 2)[2]):
                links = [link for link in re.findall(r"\(topic:([a-z0-9-]+)", item) if link in causes]
                quotes = re.findall(r"`([245]\d\d[ -][^`…]+)`", item.split("(topic:")[0])
                yield from ((topic.stem, reply, links) for reply in quotes if links and item.startswith("- "))

    def test_what_topics_of_programs_say_of_a_reply_is_what_the_tool_says(self):
        quoted = list(self.quoted_replies())
        self.assertGreater(len(quoted), 150)
        lines = [json.dumps({"reply": reply, **({"stage": step} if step else {})}) for _, reply, _ in quoted for step in self.STEPS]
        answers = run("explain", "--jsonl", stdin="\n".join(lines).encode()).stdout.splitlines()
        self.assertEqual(len(answers), len(lines))
        firsts = [[cause["id"] for cause in json.loads(answer)["diagnoses"][:1]] for answer in answers]
        for i, (topic, reply, links) in enumerate(quoted):
            said = sum(firsts[i * len(self.STEPS):(i + 1) * len(self.STEPS)], [])
            if (topic, reply) not in DEPENDS:
                self.assertTrue(set(said) & set(links), "%s: %s: the topic names %s, the tool %s" % (topic, reply, links, said))


class Lines(cli_case.Case):
    def explain(self, *lines, arguments=()):
        finished = run("explain", "--jsonl", *arguments, stdin=b"\n".join(lines) + b"\n")
        return finished.returncode, [json.loads(line) for line in finished.stdout.decode().splitlines()]

    def test_each_line_is_answered_in_order_with_its_id_in_front(self):
        lines = [json.dumps({"id": f"r{i}", "stage": "auth", "reply": REPLY}).encode() for i in range(500)]
        code, answers = self.explain(*lines)
        self.assertEqual(code, 0)
        self.assertEqual([answer["id"] for answer in answers], [f"r{i}" for i in range(500)])
        self.assertEqual(next(iter(answers[0])), "id")
        single = json.loads(run("explain", REPLY, "--stage", "auth", "--format", "json").stdout)
        self.assertEqual(answers[7]["reply"], single["reply"])
        self.assertEqual(answers[7]["diagnoses"], single["diagnoses"])

    def test_ids_of_any_type_come_back(self):
        code, answers = self.explain(b'{"id":7,"reply":"421 x"}', b'{"reply":"421 x"}', b'{"id":{"a":[1]},"reply":"421 x"}')
        self.assertEqual((code, [answer["id"] for answer in answers]), (0, [7, None, {"a": [1]}]))

    def test_no_id_acts_on_the_terminal(self):
        ids = ["\x1b[31m", "\u009b31m", "\u202eevil", "\u200b", [{"\u202e": 1}]]
        for number, one in enumerate(ids):
            finished = run("explain", "--jsonl", stdin=json.dumps({"id": one, "reply": "421 x"} if number % 2 else
                                                                  {"id": one}, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            self.assertTrue(all(32 <= byte < 127 for byte in finished.stdout.rstrip(b"\n")), finished.stdout)
            if number < 4:
                self.assertEqual(json.loads(finished.stdout)["id"], one)

    def test_bad_line_is_answered_and_the_next_is_read(self):
        code, answers = self.explain(b"{nonsense", b'{"id":"a","reply":"421 busy"}', b'{"id":"b"}', b"[]", b"",
                                     b'{"id":"c","reply":"\xff"}', b'{"id":"d","reply":"550 no"}')
        self.assertEqual(code, 1)
        self.assertEqual([answer["id"] for answer in answers], [None, "a", "b", None, None, "d"])
        self.assertEqual([("error" in answer) for answer in answers], [True, False, True, True, True, False])

    def test_line_without_an_end_is_limited(self):
        giant = b'{"id":"big","reply":"' + b"x" * (6 * 1024 * 1024) + b'"}'
        code, answers = self.explain(giant, b'{"id":"after","reply":"421 busy"}')
        self.assertEqual((code, len(answers)), (1, 2))
        self.assertIn("too long", answers[0]["error"])
        self.assertEqual(answers[1]["id"], "after")

    def test_last_line_may_lack_its_end(self):
        finished = run("explain", "--jsonl", stdin=b'{"id":1,"reply":"421 x"}')
        self.assertEqual(json.loads(finished.stdout)["id"], 1)

    def test_unknown_stage_is_no_fault(self):
        code, answers = self.explain(b'{"id":1,"stage":"whatever","reply":"421 x"}', b'{"id":2,"stage":"BANNER","reply":"421 x"}')
        self.assertEqual((code, len(answers)), (0, 2))
