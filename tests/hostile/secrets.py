#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Where is the password while mailmedic runs, and after it was used? Command line, environment, files, memory of both
processes, core limit, the reach of other processes of the same user, terminal; and in all that is shown, saved and recorded.
Parts that need root, strace or a build without sanitizers are skipped without. A table of the points promised stands at the
end.

usage: secrets.py PROGRAM [WORD in the name of a test]
"""

import base64
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from certificates import Authority
import secrets_before
import secrets_screen
import secrets_transcript
from client import PASSWORD, USER, Client, find_secret
from nameserver import Answer, NameServer
from fake_server import EHLO_AUTH, FakeServer
from processes import children_of, describe, read_proc
from sessions import scan_memory
from tap import Tap
from terminal_driver import Terminal

NOBODY = 65534
TOKEN = "ya29.kanari-Vogel9-token-1234567890abcdef"
SECRETS = {"PLAIN": PASSWORD, "LOGIN": PASSWORD, "CRAM-MD5": PASSWORD, "SCRAM-SHA-1": PASSWORD, "SCRAM-SHA-256": PASSWORD,
           "SCRAM-SHA-256-PLUS": PASSWORD, "DIGEST-MD5": PASSWORD, "XOAUTH2": TOKEN, "OAUTHBEARER": TOKEN}
# What the server asks, in Base64; {} is the client's nonce.
CHALLENGES = {"LOGIN": (b"Username:", b"Password:"), "CRAM-MD5": (b"<4711.1234@x>",),
              "DIGEST-MD5": (b'realm="x",nonce="4711",qop="auth",algorithm=md5-sess,charset=utf-8',)}


class Stage:
    """A server that stops at a chosen moment of the session until it is told to go on."""

    def __init__(self, authority, moment, mechanism="PLAIN", verdict=b"535 5.7.8 wrong\r\n"):
        self.moment, self.mechanism, self.verdict = moment, mechanism.encode(), verdict
        self.reached, self.go_on = threading.Event(), threading.Event()
        self.server = FakeServer(self.script, authority)

    def wait_at(self, moment):
        if moment == self.moment:
            self.reached.set()
            self.go_on.wait(60)

    def script(self, p):
        p.hello()
        self.wait_at("before TLS")
        p.start_tls()
        p.expect(b"EHLO")
        self.wait_at("before AUTH")
        p.say(EHLO_AUTH.replace(b"PLAIN LOGIN CRAM-MD5", self.mechanism))
        line = p.expect(b"AUTH")
        challenges = CHALLENGES.get(self.mechanism.decode(), ())
        if self.mechanism.startswith(b"SCRAM"):
            nonce = base64.b64decode(line.split(b" ")[2]).split(b",r=")[1]
            challenges = (b"r=%sx,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=4096" % nonce,)
        for challenge in challenges:
            p.say(b"334 " + base64.b64encode(challenge) + b"\r\n")
            p.line()
        self.wait_at("at the verdict")
        p.say(self.verdict)
        p.expect(b"QUIT")
        self.wait_at("after the verdict")
        p.say(b"221 bye\r\n")
        p.close()


# The list of what is promised; a test names the points that it tries.
POINTS = (
    "not in the command line", "not in the environment", "in no file", "never echoed, a mask of one length",
    "pastes: brackets taken off, no line end submits", "field and screen cleared on leaving", "AUTH PLAIN masked",
    "AUTH LOGIN masked, both answers", "answers of CRAM-MD5, SCRAM, NTLM masked", "bearer tokens masked",
    "a last scan of every output", "an echo by the server masked", "files 0600, new, never through a link",
    "no core, not dumpable", "no other process of the user reads it", "locked and not dumped", "wiped after use",
    "nothing inherited by exec", "never before TLS, nor to another or unverified host", "not in title, clipboard, crash text",
)


class PointsTap(Tap):
    """Counts for each point of the list what was tried."""

    def __init__(self, title):
        super().__init__(title)
        self.points = {number: [] for number in range(1, len(POINTS) + 1)}

    def result(self, group, name, faults, note="", points=()):
        super().result(group, name, faults, note)
        for point in points:
            self.points[point].append((group, not faults))

    def finish(self):
        code = super().finish()
        print("#\n# point %50s %6s %6s  %-10s by the tests named" % ("", "tried", "right", "verdict"))
        for number, tried in self.points.items():
            right = sum(fine for _, fine in tried)
            verdict = "holds" if tried and right == len(tried) else "NOT TRIED" if not tried else "FAILS"
            groups = ", ".join(dict.fromkeys(group for group, _ in tried))
            print("# %5d %-50s %6d %6d  %-10s %s" % (number, POINTS[number - 1], len(tried), right, verdict, groups))
        return code


class Suite:
    def __init__(self, program, folder, tap):
        self.program, self.folder, self.tap = program, folder, tap
        self.authority = Authority(folder)
        self.names = NameServer({name: Answer(a=["127.0.0.1"]) for name in ("mail.hostile.test", "other.hostile.test")})
        self.client = Client(program, folder, "127.0.0.1:%d" % self.names.port)
        self.root = os.geteuid() == 0
        self.guarded = {"dd"} if self.client.sanitized else {"lo", "dd"}  # sanitizers make mlock do nothing

    def start(self, moment, mechanism="PLAIN", verdict=b"535 5.7.8 wrong\r\n", stdin=None, form="json", listed=False, **settings):
        stage = Stage(self.authority, moment, mechanism, verdict)
        secret = SECRETS[mechanism]
        command = self.client.command("mail.hostile.test:%d" % stage.server.port, timeout=60, form=form, options=("--auth", mechanism),
                                      token=None if secret == PASSWORD else secret)
        if listed:
            command = self.list_command("mail.hostile.test:%d" % stage.server.port)
        if stdin is not None:
            command[command.index("--auth-password-file") + 1] = "-"
        process = subprocess.Popen(command, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.client.environment(), **settings)
        if stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
            process.stdin = None
        if not stage.reached.wait(30):
            process.kill()
            raise RuntimeError("the session did not get as far as %s: %s" % (moment, process.communicate()))
        time.sleep(0.2)
        return stage, process

    def list_command(self, server):
        """`check` with a list of one account."""
        accounts = os.path.join(self.folder, "accounts.csv")
        with open(accounts, "w", encoding="ascii") as file:
            file.write("address,server,password-file\n%s,%s,%s\n" % (USER, server, self.client.password_file(PASSWORD)))
        return [self.program, "check", "--accounts", accounts, "--tls-ca-path", os.path.join(self.folder, "root.pem"), "--timeout", "60"]

    @staticmethod
    def finish(stage, process):
        stage.go_on.set()
        out, err = process.communicate(timeout=30)
        stage.server.stop()
        return out, err

    # ---- the points

    def command_line_and_environment(self):
        faults = []
        for moment in ("before AUTH", "at the verdict"):
            stage, process = self.start(moment)
            for pid in [process.pid] + children_of(process.pid):
                for name in ("cmdline", "environ", "comm", "status"):
                    try:
                        faults += ["%s in %s of %d" % (form, name, pid) for form in find_secret(read_proc(pid, name))]
                    except OSError as error:
                        faults += [] if not self.root else [str(error)]
            self.finish(stage, process)
        self.tap.result("process", "not in command line and environment of either process", faults, points=(1, 2))

    def limits(self):
        stage, process = self.start("at the verdict")
        faults, engines = [], children_of(process.pid)
        for pid in [process.pid] + engines:
            core = re.search(rb"Max core file size\s+(\S+)\s+(\S+)", read_proc(pid, "limits"))
            if core.groups() != (b"0", b"0"):
                faults.append("core limit of %d: %s %s" % (pid, *core.groups()))
        self.tap.result("process", "core files limited to 0 in all processes", faults if len(engines) == 2 else ["not engine and helper: %s" % engines],
                        points=(14,))
        faults = []
        for pid in engines:
            if self.root:
                open_files = [os.readlink(path) for path in glob.glob("/proc/%d/fd/*" % pid)]
                faults += ["the engine holds %s" % path for path in open_files if not path.startswith("socket:") and path != "/dev/null"]
                faults += ["the engine inherits %s" % name for name in read_proc(pid, "environ").split(b"\0") if name and
                           not name.startswith((b"ASAN_", b"UBSAN_", b"LSAN_"))]
        self.tap.result("process", "the engine has sockets only, and an empty environment", faults, points=(2, 18))
        self.finish(stage, process)

    def other_processes(self):
        if not self.root:
            self.tap.skip("process", "out of reach of the same user", "needs root to change the user")
            return
        os.chmod(self.folder, 0o755)
        for path in glob.glob(os.path.join(self.folder, "password-*")):
            os.chmod(path, 0o644)
        copy = self.copy_program()

        def become_nobody():
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        faults = []
        former, self.client.program = self.client.program, copy
        try:
            stage, process = self.start("at the verdict", preexec_fn=become_nobody)
            pids = [process.pid] + children_of(process.pid)
            spy = "import ctypes,sys\nfor pid in map(int,sys.argv[1:]):\n for name in ('mem','environ','maps'):\n  try:\n   open('/proc/%d/%s'%(pid,name),'rb').read(1); print('read',name,pid)\n" \
                  "  except OSError as error: pass\n if ctypes.CDLL(None).ptrace(16,pid,0,0)==0: print('ptrace',pid)\n"
            out = subprocess.run([shutil.which("python3", path="/usr/bin:/bin") or sys.executable, "-c", spy] + [str(pid) for pid in pids], preexec_fn=become_nobody,
                                 capture_output=True, text=True, cwd="/")
            faults = out.stdout.splitlines() + out.stderr.splitlines()
            self.finish(stage, process)
        finally:
            self.client.program = former
        self.tap.result("process", "out of reach of the same user: ptrace, mem, maps, environ", faults, points=(15,))

    def copy_program(self):
        """Where nobody may read it: the program and its engine as they lie in the build."""
        target = os.path.join(self.folder, "copy")
        build = os.path.dirname(os.path.dirname(self.program))
        if not os.path.isdir(os.path.join(build, "libexec")):
            return self.program
        os.makedirs(os.path.join(target, "bin"))
        shutil.copy(self.program, os.path.join(target, "bin"))
        shutil.copytree(os.path.join(build, "libexec"), os.path.join(target, "libexec"))
        return os.path.join(target, "bin", "mailmedic")

    def files(self):
        if not shutil.which("strace"):
            self.tap.skip("files", "nothing is written", "strace is not installed")
            return
        if not self.root:
            self.tap.skip("files", "nothing is written", "needs root to read the names that a guarded process opens")
            return
        log = os.path.join(self.folder, "strace")
        stage = Stage(self.authority, "never")
        command = ["strace", "-f", "-o", log, "-s", "4096", "-e", "trace=open,openat,creat,write,writev,sendto,sendmsg,execve,link,linkat,rename,renameat,renameat2,mknod,mkdir,mkdirat,symlink,memfd_create,pwrite64"] + \
            self.client.command("mail.hostile.test:%d" % stage.server.port, timeout=30)
        environment = dict(self.client.environment(), ASAN_OPTIONS="detect_leaks=0", TMPDIR=os.path.join(self.folder, "tmp"))
        os.makedirs(environment["TMPDIR"], exist_ok=True)
        before = self.listing()
        result = subprocess.run(command, capture_output=True, env=environment)
        stage.server.stop()
        faults = ["exit %d: %s" % (result.returncode, result.stderr[-300:])] if result.returncode != 28 else []
        with open(log, "rb") as file:
            calls = file.read()
        os.remove(log)
        for line in calls.splitlines():
            if re.search(rb"O_WRONLY|O_RDWR|O_CREAT|creat\(|rename|mknod|mkdir|symlink|memfd_create", line) and b"ENOENT" not in line and \
                    not re.search(rb'"/dev/(null|tty)"|"/proc/self/', line):
                faults.append("opens for writing: %s" % line.decode("utf-8", "replace")[:200])
        faults += ["created: %s" % path for path in self.listing() - before]
        self.tap.result("files", "none is created or opened for writing", faults, points=(3,))
        text = calls.decode("unicode_escape", "replace").encode("latin-1", "replace")
        shown = [line for line in text.splitlines() if find_secret(line) and not re.search(rb"\b(sendmsg|sendto|write|writev)\((\d+)", line)]
        to_files = [line for line in text.splitlines() if find_secret(line) and re.search(rb"\b(write|writev)\([012],", line)]
        self.tap.result("files", "the password goes through no call but those to our own sockets", ["%r" % line[:200] for line in shown + to_files], points=(3,))

    def listing(self):
        """What lies in HOME and TMPDIR; /tmp is everybody's, there strace is the witness."""
        return {path for folder in ("home", "tmp") for path in glob.glob(os.path.join(self.folder, folder, "**"), recursive=True)}

    def memory(self):
        for mechanism, secret in SECRETS.items():
            stage, process = self.start("before AUTH", mechanism)
            try:
                hits = scan_memory(process.pid, secret)
            except PermissionError:
                self.finish(stage, process)
                self.tap.skip("memory", "copies of the password", "needs root to read memory")
                return
            faults = [] if hits else ["no copy at all: the scan is broken"]
            faults += ["before use, in pages that are not locked and kept from dumps: " + text
                       for text in describe([hit for hit in hits if not self.guarded <= set(hit[2])])]
            self.finish(stage, process)
            self.tap.result("memory", "%s, before use: only in locked pages that are not dumped" % mechanism, faults, points=(16,))
        for moment in ("at the verdict", "after the verdict"):
            for mechanism, secret in SECRETS.items():
                for word, verdict in (("wrong", b"535 5.7.8 wrong\r\n"), ("right", b"235 2.7.0 ok\r\n"), ("echoed", b"535 you said " + secret.encode() + b"\r\n")):
                    if moment == "at the verdict" and word != "wrong":
                        continue
                    stage, process = self.start(moment, mechanism, verdict)
                    hits = scan_memory(process.pid, secret)
                    if moment == "at the verdict":
                        hits = [hit for hit in hits if not self.guarded <= set(hit[2])]
                    engines = children_of(process.pid)
                    faults = describe(hits) + (["the engine is still there"] if engines and moment == "after the verdict" else [])
                    out, err = self.finish(stage, process)
                    faults += ["%s in the output" % name for name in find_secret(out + err, secret)]
                    self.tap.result("memory", "%s, secret %s, %s: no copy" % (mechanism, word, moment), faults, points=(17,))

    def fork_servers(self):
        """In a list the helpers are copies of programs that go on: those never know a password."""
        for moment in ("at the verdict", "after the verdict"):
            stage, process = self.start(moment, listed=True)
            servers = [pid for pid in children_of(process.pid) if os.getsid(pid) == pid]
            try:
                hits = [hit for pid in servers for hit in scan_memory(pid)]
                own = scan_memory(process.pid) if moment == "after the verdict" else []
            except PermissionError:
                self.finish(stage, process)
                self.tap.skip("memory", "a list of accounts", "needs root to read memory")
                return
            faults = describe(hits + own) + ([] if len(servers) == 2 else ["not those of engine and helper: %s" % servers])
            out, err = self.finish(stage, process)
            faults += ["%s in the output" % name for name in find_secret(out + err)]
            self.tap.result("memory", "list of accounts, %s: none in what stays" % moment, faults, points=(17,))

    def password_on_stdin(self):
        stage, process = self.start("after the verdict", stdin=PASSWORD.encode() + b"\n")
        try:
            hits = describe(scan_memory(process.pid))
        except PermissionError:
            hits = []
        out, err = self.finish(stage, process)
        self.tap.result("memory", "password from standard input: no copy after use", hits + find_secret(out + err), points=(17,))

    def password_on_terminal(self):
        stage = Stage(self.authority, "after the verdict")
        command = self.client.command("mail.hostile.test:%d" % stage.server.port, timeout=60, form="text", password=None)
        session, faults = Terminal(command=command, environment=self.client.settings()), []
        session.expect(b"assword")
        session.wait_for_echo(False)
        session.send(PASSWORD.encode() + b"\n")
        if not stage.reached.wait(30):
            faults.append("the session did not get as far as the verdict")
        time.sleep(0.2)
        try:
            faults += describe(scan_memory(session.pid))
        except PermissionError:
            pass
        stage.go_on.set()
        code = session.finish()
        session.kill()
        stage.server.stop()
        if code != 28:
            faults.append("exit %d: %r" % (code, session.bytes[-300:]))
        faults += ["%s on the screen" % name for name in find_secret(session.bytes)]
        self.tap.result("terminal", "the typed password is not echoed, and not in memory after use", faults, points=(4, 17))

    def core_file(self):
        """A crash, as if by a fault: no core, and nothing secret in what is said about it."""
        stage, process = self.start("at the verdict", cwd=os.path.join(self.folder, "home"))
        os.kill(process.pid, 6)
        out, err = process.communicate(timeout=30)
        stage.go_on.set()
        stage.server.stop()
        cores = glob.glob(os.path.join(self.folder, "home", "core*"))
        self.tap.result("process", "no core file after a crash", ["core: %s" % path for path in cores] + find_secret(out + err), points=(14, 20))

    def engines_die(self):
        stage, process = self.start("at the verdict")
        engines = children_of(process.pid)
        process.kill()
        process.wait()
        deadline = time.monotonic() + 3
        left = engines
        while left and time.monotonic() < deadline:
            left = [pid for pid in engines if os.path.exists("/proc/%d/stat" % pid) and read_proc(pid, "stat").rsplit(b")", 1)[1].split()[0] != b"Z"]
            time.sleep(0.05)
        process.stdout.close()
        process.stderr.close()
        stage.go_on.set()
        stage.server.stop()
        self.tap.result("process", "the engine does not outlive a killed parent", ["engine %d still runs" % pid for pid in left])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    tap = PointsTap("secrets")
    with tempfile.TemporaryDirectory(prefix="hostile-secrets-") as folder:
        suite = Suite(os.path.abspath(sys.argv[1]), folder, tap)
        points = [suite.command_line_and_environment, suite.limits, suite.core_file, suite.engines_die, suite.files, suite.memory,
                  suite.fork_servers,
                  suite.password_on_stdin, suite.password_on_terminal]
        for point in points + secrets_screen.run(suite) + secrets_transcript.run(suite) + secrets_before.run(suite) + [suite.other_processes]:
            if len(sys.argv) == 3 and sys.argv[2] not in point.__qualname__:
                continue
            try:
                point()
            except Exception as error:
                tap.result("harness", point.__name__, ["%s: %s" % (type(error).__name__, error)])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
