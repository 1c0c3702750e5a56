# SPDX-License-Identifier: GPL-3.0-or-later
"""The password on its way through the screen and plain mode: typed, pasted, used, kept for another try, left behind. And
the files that may be made meanwhile: new ones, for the user alone, never through a link."""

import glob
import os
import re
import signal
import subprocess
import time

import processes
import sessions
from client import PASSWORD, USER, find_secret
from fake_server import EHLO_AUTH, EHLO_PLAIN, FakeServer
from processes import describe
from sessions import scan_memory
from provider import Provider

OTHER = "noch ein Vogel 8\u00e9"


class Interface:
    def __init__(self, suite):
        self.suite, self.client, self.authority, self.tap = suite, suite.client, suite.authority, suite.tap
        self.folders = 0

    def folder(self):
        self.folders += 1
        path = os.path.join(self.suite.folder, "interface-%d" % self.folders)
        os.mkdir(path)
        return path

    def unguarded(self, pid, secret=PASSWORD):
        return describe([hit for hit in scan_memory(pid, secret) if not self.suite.guarded <= set(hit[2])])

    def can_read_memory(self):
        if not self.suite.root:
            self.tap.skip("screen", "copies in memory", "needs root to read memory")
        elif self.client.sanitized:
            self.tap.skip("screen", "copies in memory", "the sanitizers' allocator keeps what was freed; build without runs it")
        return self.suite.root and not self.client.sanitized

    # ---- memory

    def memory_of_the_screen(self):
        if not self.can_read_memory():
            return
        for word, pasted in (("typed", False), ("pasted", True)):
            provider = Provider(self.authority, PASSWORD)
            session = sessions.Screen(self.suite, provider.port, self.folder(), "--auth", "LOGIN")
            faults = []
            try:
                session.expect("Settings for the walk")
                session.key(b"\r")
                session.expect("Password")
                session.quiet()
                session.type(OTHER, pasted)
                if not scan_memory(session.pid, OTHER):
                    faults.append("no copy at all: the scan is broken")
                faults += ["in the field: " + text for text in self.unguarded(session.pid, OTHER)]
                session.key(b"\r")
                session.expect("What you can do")
                session.quiet()
                faults += ["kept for another try: " + text for text in self.unguarded(session.pid, OTHER)]
                session.key(b"q")
                session.key(b"r")
                session.expect("Password")
                session.quiet()
                session.type(PASSWORD, pasted)
                session.key(b"\r")
                session.expect("It works")
                session.quiet()
                faults += ["after it has worked: " + text for text in describe(scan_memory(session.pid) + scan_memory(session.pid, OTHER))]
            finally:
                session.kill()
                provider.stop()
            self.tap.result("screen", "%s: in locked pages only while it is kept, no copy once it has worked" % word, faults, points=(16, 17))

    def memory_after_leaving(self):
        """The field is left without an answer; the walk is left after a refusal."""
        if not self.can_read_memory():
            return
        for word, pasted in (("typed", False), ("pasted", True)):
            provider = Provider(self.authority, PASSWORD)
            session = sessions.Screen(self.suite, provider.port, self.folder())
            faults = []
            try:
                session.log_in(OTHER, pasted)
                session.expect("What you can do")
                session.quiet()
                session.key(b"q")
                session.key(b"q")
                session.key(b"\x0c")
                session.expect("Settings for the walk")
                session.quiet()
                faults += ["after the walk was left: " + text for text in describe(scan_memory(session.pid, OTHER))]
                session.key(b"\r")
                session.expect("Password")
                session.quiet()
                session.type(PASSWORD, pasted)
                session.key(b"\x1b")
                session.quiet()
                faults += ["after the field was left: " + text for text in describe(scan_memory(session.pid))]
                faults += ["attempts: %s" % provider.attempts] if len(provider.attempts) != 1 else []
            finally:
                session.kill()
                provider.stop()
            self.tap.result("screen", "%s: no copy once the field or the walk is left" % word, faults, points=(6, 17))

    def memory_of_plain_mode(self):
        if not self.can_read_memory():
            return
        for way in ("pipe", "terminal"):
            provider = Provider(self.authority, PASSWORD)
            folder, faults = self.folder(), []
            command = [self.client.program, USER, "-s", "mail.hostile.test:%d" % provider.port, "--plain", "--tls-ca-path",
                       os.path.join(self.suite.folder, "root.pem")]
            talk = sessions.Talk(command, self.client.settings(), folder) if way == "pipe" else \
                TerminalTalk(self.suite, 0, folder, command=command)
            try:
                talk.answer(b"Enter starts the walk", b"\n")
                talk.answer(b"(not shown)", OTHER.encode() + b"\n")
                talk.expect(b"Your choice?")
                faults += ["kept for another try: " + text for text in self.unguarded(talk.pid, OTHER)]
                talk.seen = 0
                talk.choose(b"Your choice?", b"Walk again as it is")
                talk.answer(b"(not shown)", PASSWORD.encode() + b"\n")
                talk.expect(b"Your choice?")
                faults += ["after it has worked: " + text for text in describe(scan_memory(talk.pid) + scan_memory(talk.pid, OTHER))]
                faults += ["%s in what is said" % name for name in find_secret(talk.bytes) + find_secret(talk.bytes, OTHER)]
            finally:
                talk.kill()
                provider.stop()
            self.tap.result("screen", "plain mode, %s: in locked pages only while it is kept, no copy once it has worked" % way, faults,
                            points=(16, 17))

    # ---- the field

    def paste(self):
        provider = Provider(self.authority, PASSWORD)
        session = sessions.Screen(self.suite, provider.port, self.folder())
        faults = []
        try:
            session.expect("Settings for the walk")
            session.key(b"\r")
            session.expect("Password")
            session.quiet()
            session.key(b"\x1b[200~" + PASSWORD.encode() + b"\r\n\x1b[201~")
            session.quiet(0.5)
            faults += ["a pasted line end has logged in"] if provider.attempts else []
            session.key(b"\r")
            session.expect("It works")  # so the brackets were no part of it
        except AssertionError as error:
            faults.append(str(error))
        finally:
            session.kill()
            provider.stop()
        self.tap.result("screen", "a paste is the password alone, and waits for Enter", faults, points=(5,))

    def mask_of_one_length(self):
        """What is drawn does not tell how long the password is, where the user asked for that."""
        shown = []
        for password in ("ab", PASSWORD * 5):
            provider = Provider(self.authority, PASSWORD)
            folder = self.folder()
            os.makedirs(os.path.join(folder, "config", "mailmedic"))
            with open(os.path.join(folder, "config", "mailmedic", "settings.yaml"), "w", encoding="ascii") as settings:
                settings.write("fixed-mask: yes\n")
            session = sessions.Screen(self.suite, provider.port, folder)
            session.expect("Settings for the walk")
            session.key(b"\r")
            session.expect("Password")
            session.quiet()
            at = len(session.bytes)
            session.type(password, pasted=True)
            session.key(b"\x0c")
            shown.append((session.bytes[at:].count("\u2022".encode()), session.bytes[at:].count(b"*")))
            session.kill()
            provider.stop()
        faults = ["drawn: %r" % shown] if shown[0] != shown[1] or not any(shown[0]) else []
        self.tap.result("screen", "the mask has one length for two characters and for %d" % len(PASSWORD * 5), faults, points=(4,))

    def crash(self):
        """A fault while the password is on the screen or on its way: nothing of it in what is left."""
        for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGQUIT):
            provider = Provider(self.authority, PASSWORD)
            folder = self.folder()
            session = sessions.Screen(self.suite, provider.port, folder)
            session.expect("Settings for the walk")
            session.key(b"\r")
            session.expect("Password")
            session.quiet()
            session.type(PASSWORD)
            os.kill(session.pid, number)
            session.quiet(1)
            session.kill()
            provider.stop()
            faults = ["%s on the terminal" % name for name in find_secret(session.bytes)]
            faults += ["left: %s" % path for path in glob.glob(os.path.join(folder, "*core*"))]
            self.tap.result("screen", "%s with a password in the field: no core, nothing said" % number.name, faults, points=(14, 20))
        with open(self.client.program, "rb") as file:
            faults = ["assert is used"] if b"__assert_fail" in file.read() else []
        self.tap.result("screen", "no assertion that could print a variable is built in", faults, points=(20,))

    # ---- descriptors

    def descriptors(self):
        """Of the screen, its engine and the practice server that it forks."""
        if not self.suite.root:
            self.tap.skip("screen", "descriptors", "needs root to look into a guarded process")
            return
        folder = self.folder()
        command = [self.client.program, "practice", "auth-535-wrong-password", "--record", "run.rec"]
        session = sessions.Screen(self.suite, 0, folder, command=command)
        faults = []
        try:
            session.expect("Password")
            session.quiet()
            children = processes.children_of(session.pid)
            faults += ["%d children" % len(children)] if len(children) != 2 else []
            for number, path, closed in processes.open_files(session.pid):
                faults += ["descriptor %d stays open over exec: %s" % (number, path)] if number > 2 and not closed else []
            for child in children:
                for number, path, _ in processes.open_files(child):
                    if not path.startswith(("socket:", "pipe:")) and path != "/dev/null":
                        faults.append("a child holds %d: %s" % (number, path))
                faults += ["a child inherits %s" % name for name in find_secret(processes.read_proc(child, "environ"))]
        finally:
            session.kill()
        self.tap.result("screen", "each descriptor is closed by exec; the children hold sockets and pipes only", faults, points=(2, 18))

    # ---- files

    def links(self):
        """Someone has laid links where files will be made, and the user's umask is careless."""
        target = os.path.join(self.suite.folder, "target")
        folder, faults = self.folder(), []
        provider = Provider(self.authority, PASSWORD)
        now = int(time.time())
        for second in range(now, now + 90):
            stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(second))
            for name in ("mailmedic-report", "mailmedic"):
                for suffix in ("md", "txt", "json"):
                    os.symlink(target, os.path.join(folder, "%s-%s.%s" % (name, stamp, suffix)))
        os.symlink(target, os.path.join(folder, "link.rec"))
        refused = subprocess.run(self.client.command("mail.hostile.test:%d" % provider.port, options=("--record", os.path.join(folder, "link.rec"))),
                                 capture_output=True, env=self.client.environment())
        faults += ["recorded through a link: exit %d" % refused.returncode] if refused.returncode in (0, 28) else []
        umask = os.umask(0)
        session = sessions.Screen(self.suite, provider.port, folder, "--record", "run.rec")
        os.umask(umask)
        try:
            session.log_in(OTHER)
            session.expect("What you can do")
            session.key(b"s")
            session.key(b"\r")
            session.key(b"\x1b[17~")  # F6: remember address and server
            session.quiet(0.5)
        finally:
            session.kill()
            provider.stop()
        faults += ["written through a link"] if os.path.exists(target) else []
        made = [path for path in glob.glob(os.path.join(folder, "**"), recursive=True) if os.path.isfile(path) and not os.path.islink(path)]
        faults += ["no report beside the links: %s" % made] if not any("mailmedic-" in os.path.basename(path) for path in made) else []
        faults += ["made only %s" % made] if len(made) < 2 else []
        faults += ["%s has mode %o" % (path, os.stat(path).st_mode & 0o777) for path in made if os.stat(path).st_mode & 0o177]
        self.tap.result("files", "recording, report and settings: never through a link, for the user alone at umask 0", faults, points=(13,))

    # ---- where it may go

    def before_trust(self):
        """No TLS, a certificate for another name, an unknown authority: nothing of the password leaves, on screen and in `check`."""
        def bare(p):
            p.hello(EHLO_PLAIN.replace(b"STARTTLS", b"AUTH PLAIN LOGIN"))

        def stranger(p):
            p.secure(EHLO_AUTH)
        faults = []
        for word, script, ca, host in (("no TLS", bare, "root.pem", "mail.hostile.test"), ("unknown authority", stranger, "other-root.pem", "mail.hostile.test"),
                                       ("another name", stranger, "root.pem", "other.hostile.test")):
            server = FakeServer(script, self.authority)
            done = subprocess.run(self.client.command("%s:%d" % (host, server.port), ca=ca), capture_output=True, env=self.client.environment())
            server.stop()
            faults += ["%s: exit %d" % (word, done.returncode)] if done.returncode != 29 else []
            for peer in server.peers:
                faults += ["%s: sent" % word] if find_secret(peer.plain + peer.secret) or b"AUTH" in peer.plain + peer.secret else []
        self.tap.result("trust", "never before TLS, nor to a server whose certificate is not right", faults, points=(19,))

    def another_host(self):
        """A password that was typed for one server is not for the next one."""
        first, second = Provider(self.authority, PASSWORD), Provider(self.authority, PASSWORD)
        command = [self.client.program, USER, "-s", "mail.hostile.test:%d" % first.port, "--plain", "--tls-ca-path",
                   os.path.join(self.suite.folder, "root.pem")]
        talk, faults = sessions.Talk(command, self.client.settings(), self.folder()), []
        try:
            talk.answer(b"Enter starts the walk", b"\n")
            talk.answer(b"(not shown)", PASSWORD.encode() + b"x\n")
            talk.choose(b"Your choice?", b"Change the settings")
            talk.choose(b"Enter starts the walk", b"Server: ")
            talk.answer(b"Enter changes nothing", b"mail.hostile.test:%d\n" % second.port)
            talk.answer(b"Enter starts the walk", b"\n")
            talk.expect(b"(not shown)")
            faults += ["it was sent there: %s" % second.attempts] if second.attempts else []
            faults += ["it may be taken again"] if b"takes the password typed before" in talk.bytes else []
        finally:
            talk.kill()
            first.stop()
            second.stop()
        self.tap.result("trust", "another server gets no password that was typed for the first", faults, points=(19,))

    def tokens(self):
        """Mechanisms that would send a token or an answer we do not make are never begun."""
        faults = []
        for mechanism in ("XOAUTH2", "OAUTHBEARER", "SCRAM-SHA-512", "NTLM", "GSSAPI"):
            for options in ((), ("--auth", mechanism)):
                provider = Provider(self.authority, PASSWORD, capabilities=EHLO_AUTH.replace(b"PLAIN LOGIN CRAM-MD5", mechanism.encode()))
                done = subprocess.run(self.client.command("mail.hostile.test:%d" % provider.port, options=options), capture_output=True,
                                      env=self.client.environment())
                provider.stop()
                faults += ["%s: exit %d, AUTH %s" % (mechanism, done.returncode, provider.attempts)] if provider.attempts or done.returncode != 28 else []
        self.tap.result("trust", "XOAUTH2, OAUTHBEARER, SCRAM-SHA-512, NTLM and GSSAPI alone: nothing is sent (their lines: tests/smtp/mask.c)", faults,
                        points=(9, 10))


def plain_text(screen):
    """What was written to the terminal, a space for each control sequence."""
    return re.sub(rb"(\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[()].|[=>78cM])|[\r\n])+", b" ", screen)


class TerminalTalk(sessions.Screen):
    """Plain mode on a terminal, answered like through a pipe."""

    def answer(self, question, text):
        self.expect(question)
        self.quiet()
        self.send(text)


def run(suite):
    interface = Interface(suite)
    return [interface.memory_of_the_screen, interface.memory_after_leaving, interface.memory_of_plain_mode, interface.paste,
            interface.mask_of_one_length, interface.crash, interface.descriptors, interface.links, interface.before_trust,
            interface.another_host, interface.tokens]
