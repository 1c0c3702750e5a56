# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain mode: the walk as questions and answers, through a pipe and on a terminal. No escape byte, ever."""

import os
import signal
import subprocess
import unittest

import cli_case
from fake_server import FakeServer
from pipe import Pipe, number_of
from program import PROGRAM, PracticeServer, USER, environment, run
from terminal_driver import Terminal

CANARY = b"Canary-7Q"
FAST = {"MAILMEDIC_CLOCK_SCALE": "20"}
DUMB = {"TERM": "dumb"}
CHOICE = b"Your choice?"
PASSWORD = b"assword (not shown)"


class Plain(cli_case.Case):
    ways = [(Pipe, ["--plain"], {}), (Pipe, [], {}), (Terminal, ["--plain"], {}), (Terminal, [], DUMB)]

    def play(self, *arguments, script, code=0, environment=None, ways=None):
        """Plays [(wait for, answer or label of a numbered choice)] in every way; returns the texts."""
        texts = []
        for kind, extra, added in ways or self.ways:
            with self.subTest(arguments=arguments, kind=kind.__name__, added=added):
                session = kind(*arguments, *extra, environment={**added, **(environment or {})})
                self.addCleanup(session.kill)
                for needle, answer in script:
                    self.wait(session, needle)
                    if answer is not None:
                        session.send(number_of(session, answer[1:]) if answer[:1] == b"#" else answer)
                self.assertEqual(session.finish(), code, session.bytes)
                self.check_bytes(session.bytes)
                texts.append(session.bytes.replace(b"\r\n", b"\n").decode())
        return texts

    def wait(self, session, needle):
        session.expect(needle)
        if needle == PASSWORD and isinstance(session, Terminal):
            session.wait_for_echo(False)

    def check_bytes(self, text):
        odd = {byte for byte in text.replace(b"\r\n", b"\n") if (byte < 0x20 and byte != 0x0A) or byte == 0x7F}
        self.assertEqual(odd, set(), text)
        self.assertNotIn(CANARY, text)
        self.assertNotIn(b"\xc2\x9b", text)

    def test_good_account_ends_in_the_summary(self):
        for text in self.play("practice", "all-good", script=[(PASSWORD, b"practice\n"), (CHOICE, b"q\n")]):
            for statement in ["Step AUTH: worked", "It works", "Settings for the mail program:",
                              f"User name: {USER}", "Encryption: STARTTLS", "Nothing: it worked at the first try."]:
                self.assertIn(statement, text)

    def test_what_a_yes_means_is_no_reason_of_a_failure(self):
        def always_220(peer):
            peer.say(b"220 hello\r\n")
            while True:
                peer.line()
                peer.say(b"220 Sky opens\r\n")
        with FakeServer(always_220) as server:
            where = ["ann@example.org", "-s", server.address]
            checked = [run("check", *where, "--quit-after", "TLS", "--format", form).stdout.decode() for form in ("text", "markdown")]
            talked = self.play(*where, script=[(b"Enter starts", b"\n"), (CHOICE, b"#Why you see this"), (CHOICE, b"q\n")],
                               code=22, ways=self.ways[:1])
        for text in checked + talked:
            self.assertIn("220 Sky opens", text)
            self.assertNotIn("Nothing is wrong", text)
            self.assertNotIn("220 means", text)

    def test_a_sentence_of_ours_is_not_quoted_as_the_servers(self):
        """The reply as a whole decides, no words of it."""
        def refuses(peer):
            peer.say(b"".join(b"554-Line %d. Nothing is wrong here.\r\n" % number for number in range(60)) + b"554 end\r\n")
            peer.end()
        with FakeServer(refuses) as server:
            where = ["ann@example.org", "-s", server.address]
            checked = [run("check", *where, "--quit-after", "TLS", "--format", form).stdout.decode() for form in ("text", "markdown")]
            talked = self.play(*where, script=[(b"Enter starts", b"\n"), (CHOICE, b"#Why you see this"), (CHOICE, b"q\n")],
                               code=21, ways=self.ways[:1])
        for text in checked + talked:
            text = " ".join(text.split())
            self.assertNotRegex(text, '["`]The reply as a whole')
        for text in checked[:1] + talked:
            self.assertIn("For it: The reply as a whole is like others", " ".join(text.split()))

    def test_wrong_password_then_the_right_one(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#Type the password again"), (PASSWORD, b"practice\n"),
                  (b"It works", None), (CHOICE, b"q\n")]
        for text in self.play("practice", "auth-535-wrong-password", script=script):
            for statement in ["What the server said:\nServer: 535 5.7.8", "535 means: ", "Who can fix it: you.", "Likely cause",
                              "What you can do:\n1. "]:
                self.assertIn(statement, text)

    def test_app_password(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#Type an app password"), (b"App p" + PASSWORD, b"abcd efgh ijkl mnop\n"),
                  (b"It works", None), (CHOICE, b"q\n")]
        self.play("practice", "auth-535-app-password", script=script, ways=self.ways[::3])

    def test_421_is_waited_for_with_a_countdown_in_words(self):
        script = [(CHOICE, b"#Wait"), (b"Waiting ", None), (b"\n10 seconds left.", None), (PASSWORD, b"practice\n"),
                  (b"It works", None), (CHOICE, b"q\n")]
        pipe = [(b"\r\n10 seconds left." if needle.startswith(b"\n10") else needle, answer) for needle, answer in script]
        self.play("practice", "greeting-421-overloaded", script=script, environment=FAST, ways=self.ways[:1])
        self.play("practice", "greeting-421-overloaded", script=pipe, environment=FAST, ways=self.ways[3:])

    def test_countdown_on_a_terminal_can_be_cut_short(self):
        script = [(CHOICE, b"#Wait"), (b"Enter tries now", b"s\n"), (CHOICE, b"#Wait"), (b"Enter tries now", b"\n"),
                  (b"Run 2", None), (CHOICE, b"q\n")]
        self.play("practice", "greeting-421-overloaded", script=script, code=21, ways=self.ways[3:])

    def test_certificate_is_shown_first_and_declined(self):
        script = [(b"Type yes", b"\n"), (CHOICE, b"q\n")]
        for text in self.play("practice", "tls-wrong-host", script=script, code=29):
            self.assertLess(text.index("For names: DNS:mail.elsewhere.test"), text.index("Type yes"))
            self.assertNotIn("assword (not shown)", text)

    def test_certificate_is_accepted_by_yes_alone(self):
        script = [(b"Type yes", b"yes\n"), (PASSWORD, b"practice\n"), (b"It works", None), (CHOICE, b"q\n")]
        self.play("practice", "tls-wrong-host", script=script, ways=self.ways[::3])
        self.play("practice", "tls-wrong-host", script=[(b"Type yes", b"y\n"), (b"Only the whole word yes", None), (b"Type yes", b"\n"), (CHOICE, b"q\n")], code=29,
                  ways=self.ways[:1])

    def test_certificate_may_be_trusted_after_the_run(self):
        script = [(b"Type yes", b"\n"), (CHOICE, b"#Go on despite"), (b"Type yes", b"yes\n"),
                  (PASSWORD, b"practice\n"), (b"It works", None), (CHOICE, b"q\n")]
        self.play("practice", "tls-self-signed", script=script, ways=self.ways[:1])

    def test_login_only_and_another_mechanism(self):
        script = [(PASSWORD, b"practice\n"), (b"accepted the log-in (LOGIN)", None), (CHOICE, b"q\n")]
        self.play("practice", "login-only", script=script, ways=self.ways[::3])
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#LOGIN"), (b"Enter applies it", b"\n"),
                  (b"accepted the log-in (LOGIN)", None), (b"Log-in method: was the best offered, now LOGIN", None),
                  (CHOICE, b"q\n")]
        self.play("practice", "auth-504-mechanism", script=script, ways=self.ways[::3])

    def test_clear_text_needs_a_yes(self):
        for text in self.play("practice", "auth-538-needs-tls", script=[(b"Type yes", b"\n"), (CHOICE, b"q\n")], code=28,
                              ways=self.ways[:1]):
            self.assertNotIn("AUTH PLAIN", text)

    def test_step_mode_holds_each_line(self):
        script = [(b"About to do: TCP 127.0.0.1:", None), (b"Enter does it", b"\n"),
                  (b"About to send: EHLO", None), (b"Why now: ", None), (b"Enter sends it", b"\n"),
                  (b"About to send: STARTTLS", None), (b"Enter sends it", b"\n"),
                  (b"About to do: TLS 127.0.0.1:", None), (b"Why now: ", None), (b"Enter does it", b"q\n")]
        for text in self.play("practice", "all-good", "--step", script=script, ways=self.ways[::3]):
            self.assertNotIn("TLS: worked", text)

    def test_settings_are_listed_with_their_origin_and_changed(self):
        with PracticeServer("all-good") as server:
            host, port = server.endpoint.split(":")
            script = [(b"Mail address, or q to end:", b"no address\n"), (b"Mail address, or q to end:", USER.encode() + b"\n"),
                      (b"Server: smtp.practice.test (guessed)", None), (b"Enter starts the walk", b"#Server: "),
                      (b"Server; Enter", f"{host}:{port}".encode() + b"\n"), (b"Enter starts the walk", b"#Encryption"),
                      (b"Which one?", b"#STARTTLS"), (b"Enter starts the walk", b"\n"), (PASSWORD, b"practice\n"),
                      (b"It works", None), (CHOICE, b"q\n")]
            self.play("--tls-ca-path", server.ca, script=script, ways=self.ways[::3])

    def test_topics_transcript_and_certificate_are_read_out(self):
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#Read help"), (b"Which one?", b"#421 or 535"),
                  (b"End of the help text.", None), (b"Which one?", b"\n"), (CHOICE, b"#transcript"), (b"End of the transcript.", None),
                  (b"s saves", b"\n"), (CHOICE, b"#certificate"), (b"Valid until: ", None), (CHOICE, b"q\n")]
        for text in self.play("practice", "all-good", script=script, ways=self.ways[:1]):
            self.assertNotIn("](", text)
            self.assertNotIn("| ", text)

    def test_teaching_views_are_read_out(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#Why you see this"), (b"What it cannot be\n", None),
                  (b"TLS: these worked in this run.", None)]
        for label, expected in [(b"What the server offers", b"AUTH: lets users log in"), (b"round trips", b"steps took "),
                                (b"log-in exchange", b"the user name")]:
            script += [(CHOICE, b"#More: "), (b"Which one?", b"#" + label), (expected, None)]
        for text in self.play("practice", "auth-535-wrong-password", "--auth", "CRAM-MD5", script=[*script, (CHOICE, b"q\n")],
                              code=28, ways=self.ways[:1]):
            self.assertIn('decided by the words "Authentication credentials invalid"', text)
            self.assertIn("<hidden>: 32 hex digits", text)

    def test_an_attempt_is_compared_with_the_one_before(self):
        compare = [(CHOICE, b"#More: "), (b"Which one?", b"#Compare this attempt")]
        script = [(PASSWORD, CANARY + b"\n"), *compare, (b"There is no attempt before this one.", None),
                  (CHOICE, b"#Type the password again"), (PASSWORD, b"practice\n"), *compare,
                  (b"The same up to AUTH. Then A: 535 5.7.8; B: 235 2.7.0.", None), (b"The settings are the same.", None)]
        self.play("practice", "auth-535-wrong-password", script=[*script, (CHOICE, b"q\n")], ways=self.ways[:1])

    def test_all_topics_are_searched_listed_and_followed(self):
        script = [(PASSWORD, CANARY + b"\n"),
                  (CHOICE, b"#More: "), (b"Which one?", b"#All help topics"), (b"Words to search for", b"zzzz\n"),
                  (b"No topic has this", None),
                  (CHOICE, b"#More: "), (b"Which one?", b"#All help topics"), (b"Words to search for", b"GREYLIST\n"),
                  (b"Which one?", b"1\n"), (b"End of the help text.", None), (b"Read more:", None), (b"Which one?", b"1\n"),
                  (b"End of the help text.", None), (b"Which one?", b"\n"),
                  (CHOICE, b"#More: "), (b"Which one?", b"#All help topics"), (b"Words to search for", b"\n"),
                  (b"Which one?", b"#Basics"), (b"Which one?", b"#Words, explained"), (b"End of the help text.", None)]
        self.play("practice", "auth-535-wrong-password", script=[*script, (b"Which one?", b"\n"), (CHOICE, b"q\n")], code=28,
                  ways=self.ways[:1])

    def test_lesson_beyond_the_log_in_is_walked_to(self):
        for scenario, failed, code in [("mail-553-sender-not-owned", b"Step MAIL: FAILED", 23),
                                       ("rcpt-550-relay-denied", b"Step RCPT: FAILED", 24)]:
            script = [(PASSWORD, b"practice\n"), (failed, None), (CHOICE, b"q\n")]
            self.play("practice", scenario, script=script, code=code, ways=self.ways[::3])

    def test_a_fix_that_leaves_the_port_of_the_practice_server_says_so(self):
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#submission port 587"), (b"one port only", None),
                  (b"Enter applies it", b"n\n"), (CHOICE, b"q\n")]
        self.play("practice", "rcpt-550-relay-denied", script=script, code=24, ways=self.ways[:1])

    def test_any_two_codes_are_compared(self):
        ask = [(CHOICE, b"#More: "), (b"Which one?", b"#two codes")]
        script = [(PASSWORD, CANARY + b"\n"), *ask, (b"Enter takes 535", b"\n"), (b"Enter takes 421", b"\n"),
                  (b"Help: 421 or 535", None), (b"Which one?", b"\n"), *ask, (b"first code", b"nonsense\n"),
                  (b"There is no such topic.", None), (b"first code", b"550\n"), (b"second code", b"5.7.1\n"),
                  (b"Side by side: 550 and 5.7.1", None), (b"Help: 550", None), (b"Which one?", b"\n"), (b"Help: 5.7.1", None)]
        self.play("practice", "auth-535-wrong-password", script=[*script, (b"Which one?", b"\n"), (CHOICE, b"q\n")], code=28,
                  ways=self.ways[:1])

    def test_report_is_saved_in_each_form_without_the_password(self):
        before = os.getcwd()
        os.chdir(self.folder.name)
        try:
            script = [(PASSWORD, CANARY + b"\n")]
            for form in [b"Markdown", b"Text", b"JSON"]:
                script += [(CHOICE, b"#Save this"), (b"Which one?", b"#" + form), (b"mailmedic-report-", None)]
            script += [(CHOICE, b"#transcript"), (b"s saves", b"s\n"), (b"mailmedic-transcript-", None)]
            self.play("practice", "auth-535-wrong-password", script=[*script, (CHOICE, b"q\n")], code=28, ways=self.ways[:1])
        finally:
            os.chdir(before)
        saved = sorted(os.listdir(self.folder.name))
        self.assertEqual([name.rsplit(".")[-1] for name in saved], ["json", "md", "txt", "txt"], saved)
        for name in saved:
            path = os.path.join(self.folder.name, name)
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            with open(path, "rb") as file:
                text = file.read()
            self.assertIn(b"535", text)
            self.assertNotIn(CANARY, text)

    def test_answer_that_is_none_is_asked_again(self):
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#LOGIN"), (b"Enter applies it", b"y\n"),
                  (b"That is no answer to this question.", None), (b"Enter applies it", b"n\n"), (CHOICE, b"99\n"),
                  (b"Type a number from 1 to", None), (CHOICE, b"q\n")]
        self.play("practice", "auth-504-mechanism", script=script, code=28, ways=self.ways[::3])
        script = [(b"Enter does it", b"\n"), (b"About to send: EHLO", None), (b"Enter sends it", b"no\n"), (b"That is no answer", None),
                  (b"Enter sends it", b"c\n"), (b"You stopped the run", None), (CHOICE, b"q\n")]
        for text in self.play("practice", "all-good", "--step", script=script, ways=self.ways[::3]):
            self.assertNotIn("Sent: EHLO", text)

    def test_step_mode_is_switched_in_the_settings(self):
        with PracticeServer("all-good") as server:
            script = [(b"Enter starts the walk", b"#Step mode"), (b"Step mode is on", None), (b"(on)", None),
                      (b"Enter starts the walk", b"\n"), (b"About to do: TCP", None), (b"Enter does it", b"q\n")]
            self.play(USER, *server.arguments(), script=script, ways=self.ways[::3])

    def test_another_account_or_practice_case_follows(self):
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#More: "), (b"Which one?", b"#Another address"),
                  (b"Mail address, or q to end:", b"p\n"), (b"Which one?", b"#overloaded"), (b"Run 1: ", None),
                  (CHOICE, b"q\n")]
        self.play("practice", "all-good", script=script, code=21, ways=self.ways[::3])

    def test_silent_server_is_given_up_with_enter_on_a_terminal(self):
        script = [(b"Enter stops this run.", b"\n"), (b"You stopped the run", None), (CHOICE, b"q\n")]
        self.play("practice", "greeting-silent", script=script, environment=FAST, ways=self.ways[3:])

    def test_long_wait_is_few_lines(self):
        script = [(CHOICE, b"#Wait"), (b"Waiting 20 seconds", None), (PASSWORD, b"q\n")]
        for text in self.play("practice", "greeting-421-overloaded", script=script, environment=FAST, ways=self.ways[:1]):
            signs = [line for line in text.split("\n") if line.endswith(" left.")]
            self.assertEqual(signs, ["10 seconds left."])

    def test_backslash_in_a_table_is_read_out(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#More: "), (b"Which one?", b"#All help topics"),
                  (b"Words to search for", b"anna\n"), (b"Which one?", b"#Which user name?"),
                  (b"Example: EXAMPLE\\anna", None), (b"End of the help text.", None), (CHOICE, b"q\n")]
        self.play("practice", "auth-535-wrong-password", script=script, code=28, ways=self.ways[:1])

    def test_recording_is_read_out_and_sends_nothing(self):
        path = os.path.join(self.folder.name, "run.rec")
        self.play("practice", "auth-535-wrong-password", "--record", path, script=[(PASSWORD, CANARY + b"\n"), (CHOICE, b"q\n")],
                  code=28, ways=self.ways[:1])
        script = [(b"nothing is sent", None), (b"535 means: ", None), (CHOICE, b"#Why you see this"),
                  (b"What it cannot be", None), (CHOICE, b"#transcript"), (b"s saves", b"\n"), (CHOICE, b"q\n")]
        for text in self.play("replay", path, script=script, ways=[self.ways[0], self.ways[2]]):
            self.assertNotIn("Walk again", text)
            self.assertNotIn("Step mode", text)

    def test_administrator_gets_a_text(self):
        script = [(CHOICE, b"#dministrator"), (b"Hello,", None), (b"s saves", b"\n"), (CHOICE, b"q\n")]
        self.play("practice", "greeting-554-blocked", script=script, code=21, ways=self.ways[:1])

    def test_scenario_is_picked_by_number(self):
        script = [(b"Which one?", b"0\n"), (b"Type a number", None), (b"Which one?", b"1\n"), (PASSWORD, b"q\n")]
        self.play("practice", script=script, ways=self.ways[::3])

    def test_ascii_locale_gets_ascii(self):
        script = [(b"1. ", b"q\n")]
        text = self.play("practice", script=script, environment={"LC_ALL": "C"}, ways=self.ways[:1])[0]
        self.assertTrue(text.isascii())


class Habits(cli_case.Case):
    """The settings file is the one of the screen."""

    def setUp(self):
        super().setUp()
        self.environment = {"XDG_CONFIG_HOME": self.folder.name, **DUMB}
        self.path = os.path.join(self.folder.name, "mailmedic", "settings.yaml")

    def talk(self, script, *arguments, environment=None):
        session = self.terminal(*arguments, environment=environment or self.environment)
        for needle, answer in script:
            Plain.wait(self, session, needle)
            if answer is not None:
                session.send(number_of(session, answer[1:]) if answer[:1] == b"#" else answer)
        session.finish()
        return session.bytes

    def settings(self):
        with open(self.path, "rb") as file:
            return file.read()

    def test_address_and_server_are_there_next_time_and_no_password(self):
        with PracticeServer("all-good") as server:
            script = [(b"Enter starts the walk", b"\n"), (PASSWORD, CANARY + b"\n"), (CHOICE, b"q\n")]
            self.talk(script, USER, *server.arguments())
            self.assertIn(server.endpoint.encode(), self.settings())
            self.assertNotIn(CANARY, self.settings())
            self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)
            script = [(b"Enter takes the address of last time: student@practice.test", None),
                      (b"Mail address, or q to end:", b"\n"), (b"(as last time)", None), (b"Enter starts the walk", b"q\n")]
            self.talk(script)

    def test_forgetting_and_language_are_kept(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#More: "), (b"Which one?", b"#Remember"),
                  (b"forgotten now", None), (CHOICE, b"#More: "), (b"Which one?", b"#Other language"),
                  ("简体中文".encode(), b"q\n")]
        self.talk(script, "practice", "auth-535-wrong-password")
        self.assertIn(b"remember: no", self.settings())
        self.assertIn(b"language: zh_CN", self.settings())
        self.talk([("邮箱地址".encode(), b"q\n")])
        self.talk([(b"Mail address", b"q\n")], environment={**self.environment, "LC_ALL": "C"})

    def test_pipe_keeps_nothing_and_no_home_is_made(self):
        missing = os.path.join(self.folder.name, "missing")
        for environment in [{"XDG_CONFIG_HOME": self.folder.name}, {"HOME": missing}]:
            run("joe@example.test", "-s", "127.0.0.1:9", "--plain", stdin=b"\nq\n", environment=environment)
            self.talk([(b"Enter starts the walk", b"\n"), (CHOICE, b"q\n")], "joe@example.test", "-s", "127.0.0.1:9",
                      environment={"HOME": missing, "XDG_CONFIG_HOME": None, **DUMB})
        self.assertFalse(os.path.exists(self.path))
        self.assertFalse(os.path.exists(missing))


class Ends(cli_case.Case):
    def test_interrupt_and_end_of_input_at_each_question(self):
        """Ctrl-C ends with 130, an input that ends with one sentence or the code of the run."""
        talks = [[b"Mail address"], [b"Mail address", b"joe@example.test\n", b"Enter starts the walk"],
                 [b"Mail address", b"p\n", b"Which one?"],
                 [b"Mail address", b"joe@example.test\n", b"Enter starts the walk", b"2\n", b"Enter changes nothing"]]
        for talk in talks:
            for key, code in ((b"\x03", 130), (b"\x04", 1)):
                with self.subTest(talk=talk, key=key):
                    session = self.terminal("--plain", "--timeout", "5")
                    for needle, answer in zip(talk[::2], talk[1::2] + [key]):
                        Plain.wait(self, session, needle)
                        session.send(answer)
                    self.assertEqual(session.finish(), code, session.bytes)
                    self.assertNotIn(b"\x1b", session.bytes)

    def test_interrupt_ends_with_130_and_restores_the_echo(self):
        session = self.terminal("practice", "all-good", "--plain")
        session.expect(PASSWORD)
        session.wait_for_echo(False)
        session.send(b"\x03")
        session.wait_for_echo(True)
        self.assertEqual(session.finish(), 130)

    def test_interrupt_while_waiting_for_the_server(self):
        pipe = self.pipe("practice", "greeting-silent")
        pipe.expect(b"Step TCP")
        pipe.process.send_signal(signal.SIGINT)
        self.assertEqual(pipe.finish(), 130)

    def test_long_wait_is_told(self):
        pipe = self.pipe("practice", "greeting-silent", environment=FAST)
        pipe.expect(b"Still waiting")
        pipe.expect(CHOICE)
        pipe.send(b"q\n")
        self.assertEqual(pipe.finish(), 21)

    def test_input_that_ends_is_told(self):
        finished = run("practice", "all-good", "--plain", stdin=b"wrong")
        self.assertEqual(finished.returncode, 28)
        finished = run(USER, "--plain", stdin=b"2")
        self.assertEqual(finished.returncode, 1)
        self.assertEqual(finished.stderr.count(b"\n"), 1)

    def test_nobody_to_ask_is_refused(self):
        self.assert_sentence(run("practice", "all-good", "--plain"))
        for arguments in [["practice", "all-good"], [USER, "--plain"], []]:
            for closed in [False, True]:
                finished = subprocess.run(
                    [PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, env=environment(), start_new_session=True, timeout=60,
                    preexec_fn=(lambda: os.close(0)) if closed else None)
                self.assert_sentence(finished)

    def test_password_typed_at_another_question_is_not_repeated(self):
        finished = run("practice", "greeting-554-blocked", stdin=CANARY + b"\nq\n")
        self.assertEqual(finished.returncode, 21)
        self.assertNotIn(CANARY, finished.stdout + finished.stderr)

    def test_overlong_line_is_refused(self):
        finished = run("practice", "greeting-554-blocked", stdin=b"1" * 100000 + b"\nq\n")
        self.assertEqual(finished.returncode, 21)
        self.assertIn(b"That line is too long.", finished.stdout)

    def test_password_file_is_used_once(self):
        path = self.write("password", CANARY + b"\n")
        finished = run("practice", "auth-535-wrong-password", "--auth-password-file", path, stdin=b"1\npractice\nq\n")
        self.assertEqual(finished.returncode, 0)
        self.assertNotIn(CANARY, finished.stdout + finished.stderr)
