#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Two hundred runs of `mailmedic check` at once against one server: every verdict must be right, and the memory of a run
is printed. Then sessions in which the server sends a million lines: memory and transcript stay within their caps.

usage: load.py PROGRAM [RUNS]
"""

import os
import sys
import tempfile
import threading
import time

from certificates import Authority
from client import Client, judge_secret, Run
from nameserver import Answer, NameServer
from fake_server import EHLO_AUTH, EHLO_PLAIN, GREETING, FakeServer
from tap import Tap

RUNS = 200
MILLION = 1_000_000
TRANSCRIPT_CAP = 20_000
MEMORY_CAP_KB = 32 * 1024          # of one run that is flooded; a sanitizer's own memory comes on top
MEMORY_CAP_SANITIZED_KB = 600 * 1024
PLAIN_ONLY = EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b"")

# By what the client calls itself in EHLO: exit code, stage, reply code.
BEHAVIOURS = {
    "wrong": (28, "auth", 535), "right": (0, "auth", None), "throttled": (28, "auth", 421), "gone": (28, "auth", None), "closing": (22, "ehlo", 421),
    "plain": (29, "tls", None), "refuses": (29, "tls", 454), "nothing": (28, "auth", None),
}


def script(p):
    p.say(GREETING)
    word = p.expect(b"EHLO").split()[1].split(b".")[0].decode()
    if word == "closing":
        p.say_and_close(b"421 4.3.2 closing\r\n")
    p.say(b"250 mail\r\n" if word == "plain" else EHLO_PLAIN)
    p.expect(b"STARTTLS")
    if word == "refuses":
        p.say(b"454 4.7.0 no\r\n")
        p.end()
    p.say(b"220 go\r\n")
    p.tls(p.server.authority.shared)
    p.expect(b"EHLO")
    p.say(b"250 mail\r\n" if word == "nothing" else PLAIN_ONLY)
    p.expect(b"AUTH")
    if word == "gone":
        p.close()
    p.say({"wrong": b"535 5.7.8 no\r\n", "right": b"235 ok\r\n", "throttled": b"421 4.7.0 later\r\n"}[word])


def spawn(client, server, word, form="json"):
    """A run with its output in files, so that two hundred of them need no reader each."""
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    command = client.command("mail.hostile.test:%d" % server.port, timeout=120, form=form, options=("--ehlo", word + ".hostile.test"))
    pid = os.posix_spawn(command[0], command, client.environment(),
                         file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
    return pid, out, err


def collect(pid, out, err, started):
    _, status, usage = os.wait4(pid, 0)
    texts = []
    for file in (out, err):
        file.seek(0)
        texts.append(file.read())
        file.close()
    return Run(os.waitstatus_to_exitcode(status), *texts, time.monotonic() - started, "json"), usage


class Watch:
    """Peak memory (VmHWM, in kB) of our processes while they live: what wait4 tells includes the shell they came from."""

    def __init__(self):
        self.peaks = {"mailmedic": {}, "mailmedic-engin": {}}
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.stop.wait(0.01):
            for pid in os.listdir("/proc"):
                if not pid.isdigit():
                    continue
                try:
                    with open("/proc/%s/status" % pid) as file:
                        status = dict(line.split(":", 1) for line in file if ":" in line)
                    peaks = self.peaks.get(status["Name"].strip())
                    if peaks is not None and "VmHWM" in status:
                        peaks[pid] = max(peaks.get(pid, 0), int(status["VmHWM"].split()[0]))
                except (OSError, KeyError, ValueError):
                    pass

    def end(self):
        self.stop.set()
        self.thread.join()
        return list(self.peaks["mailmedic"].values()) or [0], list(self.peaks["mailmedic-engin"].values()) or [0]


def crowd(tap, client, authority, runs):
    server = FakeServer(script, authority, backlog=1024)
    watch = Watch()
    words = [list(BEHAVIOURS)[number % len(BEHAVIOURS)] for number in range(runs)]
    started = time.monotonic()
    processes = [(word, spawn(client, server, word)) for word in words]
    launched = time.monotonic() - started
    cpu, seconds, faults = [], [], {word: [] for word in BEHAVIOURS}
    for word, process in processes:
        run, usage = collect(*process, started)
        cpu.append(usage.ru_utime + usage.ru_stime)
        seconds.append(run.seconds)
        code, stage, reply = BEHAVIOURS[word]
        verdict = run.json["verdict"] if run.json else {}
        seen = (run.code, verdict.get("stage"), (verdict.get("reply") or {}).get("code"))
        if seen[:2] != (code, stage) or (reply and seen[2] != reply):
            faults[word].append("got %s %s" % (seen, run.err[-200:]))
        faults[word] += judge_secret(run)
    memory, engines = watch.end()
    server.stop()
    attempts = sum(line.upper().startswith(b"AUTH") for peer in server.peers for line in peer.commands())
    expected = sum(word in ("wrong", "right", "throttled", "gone") for word in words)
    for word in BEHAVIOURS:
        tap.result("at once", "%d runs, %s" % (words.count(word), word), faults[word][:5])
    tap.result("at once", "%d AUTH attempts in all" % expected, [] if attempts == expected else ["%d attempts" % attempts])
    print("# %d runs at once in %.1f s (started within %.1f s), %.0f ms of CPU a run" % (runs, max(seconds), launched, 1000 * sum(cpu) / runs))
    print("# memory a run: %.1f MB at most, %.1f MB on average; its engine: %.1f MB at most (%d and %d seen)" %
          (max(memory) / 1024, sum(memory) / len(memory) / 1024, max(engines) / 1024, len(memory), len(engines)))


FLOODS = {
    "greeting": (b"", b"220-hello\r\n", 21), "answer to EHLO": ("ehlo", b"250-X-NOTHING\r\n", 22), "answer to AUTH": ("auth", b"535-no\r\n", 28),
    "replies after the verdict": ("auth", b"535 no\r\n", 28), "answer to QUIT": ("quit", b"221-bye\r\n", 28),
    "challenges": ("auth", b"334 VXNlcm5hbWU6\r\n", 28), "empty lines": (b"", b"\r\n", 21), "421 replies": (b"", b"421 4.3.2 busy\r\n", 21),
    "answer to the message": ("data", b"250-queued\r\n", 26),
}


def flooder(where, line):
    def play(p):
        if not where:
            p.flood(line * 1000, MILLION * len(line))
        if where == "ehlo":
            p.say(GREETING)
            p.expect(b"EHLO")
            p.flood(line * 1000, MILLION * len(line))
        p.secure(PLAIN_ONLY, p.server.authority.shared)
        p.expect(b"AUTH")
        if where == "auth":
            p.flood(line * 1000, MILLION * len(line))
        if where == "quit":
            p.say(b"535 no\r\n")
            p.expect(b"QUIT")
            p.flood(line * 1000, MILLION * len(line))
        p.say(b"235 ok\r\n")
        p.expect(b"MAIL")
        p.say(b"250 ok\r\n")
        p.expect(b"RCPT")
        p.say(b"250 ok\r\n")
        p.expect(b"DATA")
        p.say(b"354 go\r\n")
        while p.line() != b".":
            pass
        p.flood(line * 1000, MILLION * len(line))
    return play


def flood(tap, client, authority, name):
    where, line, code = FLOODS[name]
    server = FakeServer(flooder(where, line), authority)
    started = time.monotonic()
    watch = Watch()
    command = client.command("mail.hostile.test:%d" % server.port, timeout=20)
    if where == "data":
        command += ["--send", "--from", "user@hostile.test", "--to", "user@hostile.test"]
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    pid = os.posix_spawn(command[0], command, client.environment(),
                         file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
    run, _ = collect(pid, out, err, started)
    memory = max(watch.end()[0])
    sent = sum(peer.sent for peer in server.peers)
    server.stop()
    faults = []
    if run.code != code:
        faults.append("exit %s, expected %d: %s" % (run.code, code, run.err[-300:]))
    lines = len(run.json["transcript"]) if run.json else -1
    if not 0 < lines <= TRANSCRIPT_CAP:
        faults.append("%d lines in the transcript" % lines)
    cap = MEMORY_CAP_SANITIZED_KB if client.sanitized else MEMORY_CAP_KB
    if memory > cap:
        faults.append("%d MB of memory" % (memory // 1024))
    if run.seconds > 15:
        faults.append("took %.1f s" % run.seconds)
    tap.result("a million lines", "as %s" % name, faults, "%.1f MB seen, %d lines kept, %d kB taken, %.1f s" %
               (memory / 1024, lines, sent // 1024, run.seconds))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    tap = Tap("under load")
    with tempfile.TemporaryDirectory(prefix="mailmedic-load-") as folder:
        authority = Authority(folder)
        authority.shared = authority.context()
        names = NameServer({"mail.hostile.test": Answer(a=["127.0.0.1"])})
        client = Client(os.path.abspath(sys.argv[1]), folder, "127.0.0.1:%d" % names.port)
        crowd(tap, client, authority, int(sys.argv[2]) if len(sys.argv) == 3 else RUNS)
        for name in FLOODS:
            flood(tap, client, authority, name)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
