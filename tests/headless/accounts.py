# SPDX-License-Identifier: GPL-3.0-or-later
"""check --accounts: a list of accounts, many walks in one loop, and how much of it one server sees."""
import json
import os
import re
import threading
import time
import unittest

import cli_case
import fake_server
from fake_server import FakeServer
from program import PracticeServer, USER, run

CANARY = "Hunter2-in-the-list"
EHLO = b"250-mx.test\r\n250 AUTH PLAIN\r\n"
REFUSED = b"535 5.7.8 no\r\n"


class Counter:
    """A server in clear text that refuses every log-in, and counts what it sees."""

    def __init__(self, reply=REFUSED, greeting=b"220 mx.test\r\n", reply_after=0, pause=0.0):
        self.lock = threading.Lock()
        self.most = 0
        self.begun, self.users, self.here = [], [], set()
        self.reply, self.greeting, self.reply_after, self.pause = reply, greeting, reply_after, pause
        self.server = FakeServer(self.play)

    def play(self, peer):
        with self.lock:
            self.begun.append(time.monotonic())
            number = len(self.begun)
            self.here.add(peer)
            self.most = max(self.most, len(self.here))
        try:
            peer.say(self.greeting)
            peer.expect(b"EHLO ")
            peer.say(EHLO)
            line = peer.expect(b"AUTH ")
            with self.lock:
                self.users.append(fake_server.decode(line.split()[-1]).split(b"\0")[1])
            time.sleep(self.pause)
            peer.say(self.reply if number > self.reply_after else REFUSED)
            peer.expect(b"QUIT")
            self.leave(peer)  # before the answer: after it the client may begin with the next account
            peer.say(b"221 2.0.0 bye\r\n")
            peer.close()
        finally:
            self.leave(peer)

    def leave(self, peer):
        with self.lock:
            self.here.discard(peer)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *_):
        self.server.__exit__()


class Lists(cli_case.Case):
    def list(self, count, server, name="list.csv", **more):
        self.write("password", b"wrong\n")
        rows = [f"user{i}@list.test,{server},none,password" for i in range(count)]
        return self.write(name, "\n".join(["address,server,tls,password-file", *rows, ""]).encode())

    def results(self, finished):
        lines = [json.loads(line) for line in finished.stdout.decode().splitlines()]
        return lines[:-1], lines[-1]["summary"]


class Results(Lists):
    def test_each_account_has_a_line_and_the_worst_decides(self):
        with PracticeServer("auth-535-wrong-password") as server:
            self.write("right", b"practice\n")
            self.write("wrong", b"nonsense\n")
            path = self.write("list.yaml", f"""
- address: {USER}
  password-file: right
- name: The second
  user: other
  server: {server.endpoint}
  password-file: {self.folder.name}/wrong
- address: third@practice.test
  password-file: missing
""".encode())
            finished = run("check", "--accounts", path, *server.arguments())
        results, summary = self.results(finished)
        self.assertEqual(finished.stderr, b"")
        self.assertEqual(finished.returncode, 28)
        self.assertEqual({result["name"]: result.get("verdict", {}).get("exit") for result in results},
                         {USER: 0, "The second": 28, "third@practice.test": None})
        second = next(result for result in results if result["name"] == "The second")
        self.assertEqual(second["diagnoses"][0]["id"], "wrong-password")
        third = next(result for result in results if result["name"].startswith("third"))
        self.assertIn("password file", third["error"])
        self.assertEqual([summary[key] for key in ["accounts", "passed", "failed", "skipped", "not_run", "exit"]],
                         [3, 1, 2, 0, 0, 28])
        self.assertNotIn(b"nonsense", finished.stdout)

    def test_line_is_the_report_of_a_single_check(self):
        with PracticeServer("auth-535-wrong-password") as server:
            single = json.loads(run(*server.check("--format", "json")).stdout)
            self.write("password", b"not the password\n")
            path = self.write("l.yaml", f"- address: {USER}\n  mechanism: PLAIN\n  password-file: password\n".encode())
            listed = self.results(run("check", "--accounts", path, *server.arguments()))[0][0]
        self.assertEqual(set(listed), set(single) | {"name"})
        for key in ["account", "mechanisms", "verdict", "diagnoses", "next"]:
            self.assertEqual(listed[key], single[key], key)

    def test_command_brings_each_password(self):
        with PracticeServer("auth-535-wrong-password") as server:
            path = self.write("l.yaml", f"- address: {USER}\n  secret-name: mail/jane\n".encode())
            for command, code in [('test "$1" = mail/jane && printf "practice\\nuser: x\\n"', 0), ("echo other", 28),
                                  ("false", 1), ("true", 1)]:
                with self.subTest(command=command):
                    finished = run("check", "--accounts", path, *server.arguments(), "--auth-password-command", command)
                    self.assertEqual(finished.returncode, code, finished.stdout)

    def test_csv_may_be_quoted(self):
        with Counter() as counter:
            self.write("pass,word", b"wrong\n")
            path = self.write("l.csv", ('\r\nname,address,server,tls,password-file\r\n"J ""x""\r\nDoe",jane@list.test,'
                                        f'{counter.server.address},none,"pass,word"\r\n').encode())
            finished = run("check", "--accounts", path)
            self.assertEqual(finished.returncode, 1, finished.stdout)  # a name of one line is wanted
            path = self.write("l.csv", ('name,address,server,tls,password-file\r\n"J ""x"" Doe",jane@list.test,'
                                        f'{counter.server.address},none,"pass,word"\r\n').encode())
            results, _ = self.results(run("check", "--accounts", path))
        self.assertEqual([result["name"] for result in results], ['J "x" Doe'])
        self.assertEqual(counter.users, [b"jane@list.test"])

    def test_csv_of_a_spreadsheet_begins_with_a_mark_and_capitals(self):
        self.write("secret", b"wrong\n")
        with Counter() as counter:
            path = self.write("l.csv", ("\ufeffAddress,Server,TLS,Password-File\r\n"
                                        f"jane@list.test,{counter.server.address},none,secret\r\n").encode())
            results, _ = self.results(run("check", "--accounts", path))
        self.assertEqual([result["verdict"]["exit"] for result in results], [28])
        self.assertEqual(counter.users, [b"jane@list.test"])

    def test_metrics_of_all_are_in_one_file(self):
        with Counter() as counter:
            output = os.path.join(self.folder.name, "mail.prom")
            finished = run("check", "--accounts", self.list(3, counter.server.address), "--format", "prometheus",
                           "--output", output)
        with open(output, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual((finished.returncode, finished.stdout), (28, b""))
        self.assertEqual(len(re.findall(r"^mailmedic_up\{.*\} 0$", text, re.M)), 3)
        self.assertEqual(len(re.findall(r"^# TYPE mailmedic_up ", text, re.M)), 1)

    def test_terminal_sees_how_far_it_is(self):
        with Counter(pause=0.5) as counter:
            terminal = self.terminal("check", "--accounts", self.list(2, counter.server.address), "--per-server", "1")
            terminal.expect("of 2 accounts")
            terminal.expect('"summary"')

    def test_signal_ends_it_with_a_summary(self):
        with Counter(pause=5) as counter:
            pipe = self.pipe("check", "--accounts", self.list(5, counter.server.address))
            deadline = time.monotonic() + 20
            while not counter.users and time.monotonic() < deadline:
                time.sleep(0.02)
            pipe.process.terminate()
            out, _ = pipe.process.communicate(timeout=20)
        summary = json.loads(out.splitlines()[-1])["summary"]
        self.assertEqual((pipe.process.returncode, summary["exit"], summary["not_run"]), (130, 130, 3))
        self.assertEqual((summary["passed"], summary["failed"]), (0, 2))


class Refused(Lists):
    def refuse(self, content, name="list.yaml", *arguments):
        with self.subTest(content=content):
            finished = run("check", "--accounts", self.write(name, content.encode()), *arguments)
            self.assert_sentence(finished)
            self.assertNotIn(CANARY, finished.stderr.decode())
            return finished.stderr.decode()

    def test_secret_in_the_list(self):
        for key in ["password", "Password", "pass", "token", "secret"]:
            self.assertIn("No secret", self.refuse(f"- address: a@b.test\n  {key}: {CANARY}\n"))
            self.assertIn("No secret", self.refuse(f"address,{key}\na@b.test,{CANARY}\n", "l.csv"))

    def test_password_in_place_of_a_file_is_not_repeated(self):
        path = self.write("l.yaml", f"- address: a@b.test\n  server: 127.0.0.1:1\n  password-file: {CANARY}\n".encode())
        finished = run("check", "--accounts", path)
        self.assertEqual(finished.returncode, 1)
        self.assertNotIn(CANARY.encode(), finished.stdout + finished.stderr)

    def test_lists_that_are_none(self):
        for content in ["", "[]", "x", "a: b", "- x", "- {}", "- address: [a, b]", "- [a]", "- address: nonsense\n",
                        "- address: a@b.test\n", "- name: x\n  server: y.test\n", f"- address: a@b.test\n  {CANARY}: x\n",
                        "- address: a@b.test\n  tls: ssl\n", "- user: x\n  password-file: y\n",
                        "- address: a@b.test\n  password-file: x\n  token-file: y\n", "- [", "- \0"]:
            self.refuse(content)
        for content in ["", "address\n", "address,server\na@b.test\n", 'address\n"a@b.test\n', 'address\n"a"b@c.test\n',
                        "nonsense\nx\n", "address," * 40 + "\n"]:
            self.refuse(content, "l.csv")

    def test_account_that_stands_there_twice(self):
        self.assertIn("twice", self.refuse("- address: a@b.test\n- address: c@b.test\n- address: a@b.test\n", "l.yaml",
                                           "--auth-password-command", "true"))

    def test_account_that_is_the_same_in_other_words(self):
        for one, other in [("address: a@b.test", "address: A@B.test"),
                           ("address: a@gmail.com", "{address: a@gmail.com, server: smtp.gmail.com}"),
                           ("{name: x, user: a, server: b.test}", "{name: x, user: c, server: b.test}")]:
            self.assertIn("twice", self.refuse(f"- {one}\n- {other}\n", "l.yaml", "--auth-password-command", "true"))

    def test_options_that_do_not_go_with_it(self):
        path = self.write("l.yaml", b"- address: a@b.test\n  password-file: x\n")
        for arguments in [["a@b.test"], ["--auth-user", "x"], ["--tls-cert", path], ["--step"], ["--send"], ["-q", "MAIL"], ["--format", "text"],
                          ["--record", "x"], ["--jobs", "0"], ["--jobs", "129"], ["--per-server", "x"], ["--per-minute", "-1"],
                          ["--output", "x"]]:
            with self.subTest(arguments=arguments):
                self.assert_sentence(run("check", "--accounts", path, *arguments))
        self.assert_sentence(run("check", "a@b.test", "--jobs", "2"))
        self.assert_sentence(run("check", "--accounts", "/no/such/list"))


class Pacing(Lists):
    """All of it is counted by the server."""

    def test_each_account_is_tried_once(self):
        with Counter() as counter:
            finished = run("check", "--accounts", self.list(30, counter.server.address), "--jobs", "16", "--per-server",
                           "16", "--per-minute", "0")
        self.assertEqual(finished.returncode, 28)
        self.assertEqual(sorted(counter.users), sorted(b"user%d@list.test" % i for i in range(30)))
        self.assertGreater(counter.most, 2)

    def test_so_many_at_a_time(self):
        for limit in [[], ["--per-server", "1"], ["--per-server", "4"]]:
            with self.subTest(limit=limit), Counter(pause=0.1) as counter:
                run("check", "--accounts", self.list(12, counter.server.address), "--jobs", "12", *limit)
                self.assertLessEqual(counter.most, int(limit[1]) if limit else 2)
                self.assertEqual(len(counter.begun), 12)

    def test_so_many_a_minute(self):
        scale = 20
        with Counter() as counter:
            run("check", "--accounts", self.list(12, counter.server.address), "--per-minute", "5",
                environment={"MAILMEDIC_CLOCK_SCALE": scale})
            self.assertEqual(len(counter.begun), 12)
        for first, sixth in zip(counter.begun, counter.begun[5:]):
            self.assertGreater(sixth - first, 60 / scale - 0.3)

    def topic(self, server, pace, more=()):
        """A provider of the organisation, whose server this is; returns what makes it known."""
        folder = os.path.join(self.folder.name, "mailmedic/help/providers")
        os.makedirs(folder, exist_ok=True)
        hosts = json.dumps([server.address.rsplit(":", 1)[0], *more])
        with open(os.path.join(folder, "ours.md"), "w", encoding="utf-8") as file:
            file.write(f"---\ntitle: Ours\nsummary: Ours.\nhosts: {hosts}\n{pace}---\nOurs.\n")
        return {"XDG_DATA_HOME": self.folder.name, "MAILMEDIC_CLOCK_SCALE": 20}

    def test_pace_of_the_provider(self):
        for pace, arguments, most in [("log-ins-at-once: 4\n", [], 4), ("log-ins-at-once: 1\n", [], 1),
                                      ("log-ins-at-once: 1\n", ["--per-server", "3"], 3)]:
            with self.subTest(pace=pace, arguments=arguments), Counter(pause=0.1) as counter:
                run("check", "--accounts", self.list(12, counter.server.address), "--jobs", "12", *arguments,
                    environment=self.topic(counter.server, pace))
                self.assertEqual(len(counter.begun), 12)
                self.assertEqual(counter.most, most)

    def test_so_many_a_minute_as_the_provider_says(self):
        for arguments, a_minute in [([], 3), (["--per-minute", "5"], 5)]:
            with self.subTest(arguments=arguments), Counter() as counter:
                run("check", "--accounts", self.list(7, counter.server.address), *arguments,
                    environment=self.topic(counter.server, "log-ins-a-minute: 3\n"))
                self.assertEqual(len(counter.begun), 7)
                gaps = [later - first for first, later in zip(counter.begun, counter.begun[a_minute:])]
                self.assertGreater(min(gaps), 60 / 20 - 0.3)
                self.assertLess(counter.begun[a_minute - 1] - counter.begun[0], 60 / 20 - 0.3)

    def test_server_that_asks_for_less_is_left_alone(self):
        for counter in [Counter(greeting=b"421 4.7.0 mx.test too busy\r\n"), Counter(reply=b"454 4.7.0 later\r\n", reply_after=3),
                        Counter(reply=b"535 5.7.8 Too many failed login attempts, try again later\r\n", reply_after=3)]:
            with self.subTest(reply=counter.reply), counter, Counter() as other:
                self.list(20, counter.server.address)
                path = os.path.join(self.folder.name, "list.csv")
                with open(path, "a", encoding="utf-8") as file:
                    file.write(f"last@list.test,{other.server.address.replace('127.0.0.1', 'localhost')},none,password\n")
                finished = run("check", "--accounts", path, "--jobs", "8")
                results, summary = self.results(finished)
                skipped = [result for result in results if "skipped" in result]
                self.assertLessEqual(len(counter.begun), 3 + 2)
                self.assertEqual(len(skipped), 20 - len(counter.begun))
                self.assertEqual(summary["skipped"], len(skipped))
                self.assertEqual([stop["server"] for stop in summary["stopped"]], ["127.0.0.1"])
                self.assertIn("asked for fewer log-ins", skipped[0]["skipped"])
                self.assertEqual(other.users, [b"last@list.test"])  # another server goes on

    def test_421_after_the_verdict_counts_too(self):
        for reply in [b"235 2.7.0 ok\r\n421 4.7.0 Too many, go away\r\n", b"535 5.7.8 no\r\n421 4.7.0 Too many, go away\r\n"]:
            with self.subTest(reply=reply), Counter(reply=reply, reply_after=3) as counter:
                _, summary = self.results(run("check", "--accounts", self.list(20, counter.server.address)))
                self.assertLessEqual(len(counter.begun), 3 + 2)
                self.assertEqual(summary["stopped"], [{"server": "127.0.0.1", "reply": "421 4.7.0 Too many, go away"}])

    def test_metrics_say_who_was_not_tried(self):
        with Counter(greeting=b"421 4.7.0 mx.test too busy\r\n") as counter:
            shown = run("check", "--accounts", self.list(20, counter.server.address), "--format", "prometheus").stdout.decode()
        tried, skipped = (re.findall(rf"^mailmedic_{metric}{{account=\"(\S+)\",server", shown, re.M) for metric in ["up", "skipped"])
        self.assertEqual(len(tried), len(counter.begun))
        self.assertEqual(len(set(tried) | set(skipped)), 20)
        self.assertFalse(set(tried) & set(skipped))

    def test_all_lines_of_the_reply_are_told(self):
        reply = b"535-5.7.8 Not accepted.\r\n535 5.7.8 The account is locked because of repeated failures\r\n"
        with Counter(reply=reply) as counter:
            _, summary = self.results(run("check", "--accounts", self.list(4, counter.server.address)))
        self.assertIn("Not accepted. 535 5.7.8 The account is locked", summary["stopped"][0]["reply"])

    def test_servers_of_a_provider_with_a_pace_count_as_one(self):
        with Counter(pause=0.1) as counter:
            port = counter.server.address.rsplit(":", 1)[1]
            self.list(6, counter.server.address)
            path = os.path.join(self.folder.name, "list.csv")
            with open(path, "a", encoding="utf-8") as file:
                file.writelines(f"more{i}@list.test,localhost:{port},none,password\n" for i in range(6))
            environment = self.topic(counter.server, "log-ins-at-once: 1\n", ["localhost"])
            run("check", "--accounts", path, "--jobs", "12", environment=environment)
            self.assertEqual((len(counter.begun), counter.most), (12, 1))


if __name__ == "__main__":
    unittest.main()
