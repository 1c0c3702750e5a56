# SPDX-License-Identifier: GPL-3.0-or-later
"""The longest walk, against a server that tells everybody the password in every way it knows: what is shown of it, as
text, JSON and Markdown, recorded, replayed, in plain mode, on screen, saved and copied. Nothing of the password is."""

import base64
import json
import os
import re
import subprocess
import time

import sessions
from client import PASSWORD, USER, find_secret, strings_of
from provider import Heard, cuts, spellings

CANARIES = {
    "with spaces": "kanari mit drei Worten", "with %": "100%kanari%2Fvogel%", "in UTF-8": "K\u00e4n\u00e4rivogel-\u4e2d\u6587",
    "with quotes": "ka\"na'ri`\\vo<g>&el", "of 300 bytes": "".join("k%03xQ" % (number * 37 % 4096) for number in range(60)),
    "hostile to Base64": "~~~???>>>", "of four characters": "Zq7x", "of all kinds": PASSWORD,
}
WRONG_ONE = "falscher Vogel 77"
FORMATS = ("text", "json", "markdown")
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")
ESCAPE = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][0-9A-B]|[=>78cM])")


def found_in(data, secret):
    """Names of the spellings of a secret that `data` holds, and the pieces of it at the ends of lines."""
    data, secret = data.replace(b"\r\n", b"\n"), secret.encode() if isinstance(secret, str) else secret
    names = set(find_secret(data, secret))
    for name, form in spellings(secret).items():
        if name == "PLAIN" or name.startswith("Base64"):
            names |= {name} if form.rstrip(b"=") in data else set()
        elif form.lower() in data.lower():
            names.add(name)
    data = data.replace(b"<hidden>", b"[]")
    for pieces in cuts(secret):
        for marked in (b"cut: " + pieces[0], pieces[-1] + b" :cut"):
            if min(map(len, pieces)) > 0 and marked in data and not b"<hidden>".endswith(pieces[-1]):
                names.add("piece %r" % marked)
    return sorted(names)


def scan(what, data, *secrets):
    return ["%s: %s" % (what, name) for secret in secrets for name in found_in(data, secret)]


def scan_json(what, data, *secrets):
    """Also in the strings themselves, without their escapes."""
    parts = [part.encode() for line in data.splitlines() for part in strings_of(parse(line))]
    return scan(what, data, *secrets) + scan(what + ", a string", b"\n".join(parts), *secrets)


def parse(line):
    try:
        return json.loads(line)
    except ValueError:
        return None


class Transcripts:
    def __init__(self, suite):
        self.suite, self.client, self.authority, self.tap = suite, suite.client, suite.authority, suite.tap
        self.scanned = 0

    def command(self, provider, *options, **settings):
        return self.client.command("mail.hostile.test:%d" % provider.port, timeout=30, options=options, **settings)

    def run(self, command, **settings):
        return subprocess.run(command, capture_output=True, env=self.client.environment(), timeout=120, **settings)

    def walk(self, name, right, tried, mechanism, form):
        """One walk with `tried` at a server that wants `right`, to the end of a message; recorded and replayed."""
        path = os.path.join(self.suite.folder, "walk-%d.rec" % time.monotonic_ns())
        provider = Heard(self.authority, right, tried, talks=True)
        done = self.run(self.command(provider, "--auth", mechanism, "--send", "-f", USER, "-t", USER, "--record", path,
                                     form=form, password=tried))
        provider.stop()
        with open(path, "rb") as file:
            record = file.read()
        replayed = {form: self.run([self.client.program, "replay", path, "--format", form]).stdout for form in FORMATS}
        os.remove(path)
        faults = ["exit %d" % done.returncode] if done.returncode != (0 if right == tried else 28) else []
        faults += ["%d attempts" % len(provider.attempts)] if len(provider.attempts) != 1 else []
        faults += ["no echo in the output: %r" % done.stdout[-300:]] if done.stdout.count(b"<hidden>") < 20 else []
        scanner = scan_json if form == "json" else scan
        faults += scanner(form, done.stdout + b"\n" + done.stderr, tried) + scan_json("recording", record, tried)
        for form, text in replayed.items():
            faults += (scan_json if form == "json" else scan)("replay as " + form, text, tried)
            faults += ["nothing replayed"] if b"<hidden>" not in text else []
        raw = tried.encode()
        halves = [b"2.0.0 " + raw[len(raw) // 2:] + b" bye"] + [b"no " + raw[:len(raw) // 2]] * (len(raw) >= 8)
        faults += ["over two replies: %r" % half for half in halves if right != tried and half in done.stdout + record]
        self.scanned += len(done.stdout) + len(record) + sum(map(len, replayed.values()))
        return ["%s: %s" % (name, fault) for fault in faults]

    def control(self):
        """The search finds what is there: in the server's own words, before they are masked."""
        for kind, canary in CANARIES.items():
            provider = Heard.__new__(Heard)
            provider.talks, provider.heard = True, canary.encode()
            found = found_in(provider.told(535, b"no"), canary)
            faults = [] if len([name for name in found if name.startswith("piece")]) >= 4 else ["finds no pieces"]
            faults += ["finds no %r" % name for name in spellings(canary.encode()) if name not in found]
            self.tap.result("transcript", "password %s: the search finds each of %d spellings in what the server says" % (kind, len(found)), faults)

    def check_and_replay(self):
        number = 0
        for kind, canary in CANARIES.items():
            for mechanism in MECHANISMS:
                faults = []
                for word, right in (("right", canary), ("wrong", "something else")):
                    number += 1
                    forms = FORMATS if kind == "of all kinds" else (FORMATS[number % 3],)
                    for form in forms:
                        faults += self.walk("%s, %s" % (word, form), right, canary, mechanism, form)
                self.tap.result("transcript", "password %s by %s, echoed in every reply: check, recording, replay" % (kind, mechanism),
                                faults, points=(3, 7, 8, 9, 11, 12))
        self.tap.result("transcript", "%d bytes of output scanned" % self.scanned, [] if self.scanned > 100000 else ["too few"], points=(11,))

    def plain(self):
        """Plain mode through a pipe: a wrong password, the transcript read out, a report saved, the right password."""
        for kind, canary in CANARIES.items():
            folder = os.path.join(self.suite.folder, "plain-%d" % time.monotonic_ns())
            os.mkdir(folder)
            provider = Heard(self.authority, canary, WRONG_ONE, talks=True)
            command = [self.client.program, USER, "-s", "mail.hostile.test:%d" % provider.port, "--auth", "LOGIN", "--plain",
                       "--tls-ca-path", os.path.join(self.suite.folder, "root.pem"), "--record", os.path.join(folder, "run.rec")]
            session = sessions.Talk(command, self.client.settings(), folder)
            try:
                session.answer(b"Enter starts the walk", b"\n")
                session.answer(b"(not shown)", WRONG_ONE.encode() + b"\n")
                session.choose(b"Your choice?", b"Read the transcript")
                session.answer(b"saves this text to a file", b"s\n")
                session.choose(b"Your choice?", b"Save this as a report")
                session.answer(b"Which one?", b"1\n")
                session.answer(b"Your choice?", b"\n")  # reads the list again
                session.choose(b"Your choice?", b"the password again", b"Walk again as it is", b"Type an app password")
                session.answer(b"(not shown)", canary.encode() + b"\n")
                session.choose(b"Your choice?", b"Read the transcript")
                session.answer(b"saves this text to a file", b"\n")
                session.answer(b"Your choice?", b"q\n")
                code = session.finish()
            finally:
                session.kill()
                provider.stop()
            faults = ["exit %s" % code] if code != 0 else []
            faults += ["attempts: %s" % provider.attempts] if len(provider.attempts) != 2 else []
            faults += scan("plain mode", session.bytes, canary, WRONG_ONE)
            saved = sorted(os.listdir(folder))
            faults += ["saved: %s" % saved] if len(saved) != 3 else []
            for name in saved:
                path = os.path.join(folder, name)
                faults += ["%s has mode %o" % (name, os.stat(path).st_mode & 0o777)] if os.stat(path).st_mode & 0o177 else []
                with open(path, "rb") as file:
                    faults += scan_json(name, file.read(), canary, WRONG_ONE)
            self.tap.result("transcript", "password %s in plain mode: statements, transcript, recording, report" % kind, faults,
                            points=(3, 8, 11, 12, 13))

    def screen(self):
        """On screen: every byte to the terminal, the panes, what is saved as three formats, what goes to the clipboard."""
        for kind, canary in CANARIES.items():
            folder = os.path.join(self.suite.folder, "screen-%d" % time.monotonic_ns())
            os.mkdir(folder)
            provider = Heard(self.authority, "something else", canary, talks=True)
            session = sessions.Screen(self.suite, provider.port, folder, "--auth", "LOGIN", "--record", "run.rec")
            try:
                session.log_in(canary)
                session.expect("What you can do")
                for key in (b"u", b"w", b"l", b"c", b"t"):    # unfolded log-in, reasons, times, offers, certificate
                    session.key(key + b"\x0c")
                    session.key(b"q")
                for form in range(3):
                    session.key(b"s")
                    session.key(b"\x1b[B" * form + b"\r")
                    session.key(b"y")
                    session.key(b"\x1b[B" * form + b"\r")
                session.key(b"\x0c")
                session.leave()
            finally:
                session.kill()
                provider.stop()
            faults = scan("terminal", ESCAPE.sub(b"", session.bytes), canary) + scan("terminal, raw", session.bytes, canary)
            titles = re.findall(rb"\x1b\](?!52;)[^\x07\x1b]*", session.bytes)
            faults += ["sets %r" % title for title in titles]
            copied = [base64.b64decode(text) for text in re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", session.bytes)]
            faults += ["copied %d times" % len(copied)] if len(copied) != 3 else []
            for text in copied:
                faults += scan_json("clipboard", text, canary)
            saved = sorted(name for name in os.listdir(folder) if name.startswith("mailmedic"))
            faults += ["saved: %s" % saved] if len(saved) != 3 else []
            for name in saved + ["run.rec"]:
                path = os.path.join(folder, name)
                faults += ["%s has mode %o" % (name, os.stat(path).st_mode & 0o777)] if os.stat(path).st_mode & 0o177 else []
                with open(path, "rb") as file:
                    faults += scan_json(name, file.read(), canary)
            self.tap.result("transcript", "password %s on screen: terminal, title, clipboard, saved reports, recording" % kind, faults,
                            points=(4, 6, 8, 11, 12, 13, 20))

    def practice_server(self):
        """What `serve` says while it is lied to."""
        served = subprocess.Popen([self.client.program, "serve", "auth-535-wrong-password"], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, env=self.client.environment())
        first = served.stdout.readline()
        _, host, port, _, ca = first.decode().split()
        faults = []
        for number, canary in enumerate(CANARIES.values()):
            command = self.client.command("%s:%s" % (host, port), user="student@practice.test", password=canary, form="text", ca=None,
                                          options=("--tls-ca-path", ca[3:], "--auth", MECHANISMS[number % 2]))
            done = self.run(command)
            faults += ["exit %d" % done.returncode] if done.returncode != 28 else []
            faults += scan("its client", done.stdout + done.stderr, canary)
        served.terminate()
        rest = served.communicate(timeout=30)[0]
        faults += scan("serve", first + rest, *CANARIES.values())
        self.tap.result("transcript", "the practice server tells nothing", faults, points=(3, 11))


def run(suite):
    transcripts = Transcripts(suite)
    return [transcripts.control, transcripts.check_and_replay, transcripts.plain, transcripts.screen, transcripts.practice_server]
