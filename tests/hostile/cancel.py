#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Interrupts `mailmedic check` while a server, a name server or a firewall keeps it waiting: the connection must be
gone within 100 ms, the exit code must be 130, the report whole. A measure that fails on a busy machine is taken
again, twice at most.

usage: cancel.py PROGRAM
"""

import concurrent.futures
import os
import signal
import subprocess
import sys
import tempfile
import time

import cases_auth
import cases_network
import cases_tls
from case import CASES, Case
from certificates import Authority
from client import Client, Run, judge_inert, judge_manners, judge_secret, judge_shape
from nameserver import A, AAAA, Answer, NameServer
from tap import Tap

MODULES = (cases_auth, cases_network, cases_tls)
LIMIT = 0.1            # seconds from the signal to the end of the connection
EXIT_SANITIZED = 0.6   # what a sanitizer's leak check may add until the process is gone
NOT_STALLING = ("no greeting, hangs up on the TLS probe", "no greeting, because the port speaks TLS",
                "no greeting, the port speaks TLS with an expired certificate", "no greeting, TLS alert on the probe",
                "HTTP that waits for the client to begin", "each reply just within its deadline",
                "a late 220, then a slow handshake")

# Interrupted on the way out: the verdict stands in the report, and the exit code still tells of the interruption.
DECIDED = ("no answer to QUIT", "QUIT answered with an endless trickle")


def measure(case, client, authority, number):
    server = case.server(case.script, authority, case.family)
    host = case.host(server) if callable(case.host) else "%s:%d" % (case.host, server.port)
    try:
        process = subprocess.Popen(client.command(host, timeout=30, ca=case.ca, options=case.options), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=client.environment())
        time.sleep(1.5 if client.sanitized else 0.9)
        faults = ["ended by itself"] if process.poll() is not None else []
        started = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        seconds = time.monotonic() - started
        time.sleep(0.05)
        closed = max([peer.ended - started for peer in server.peers if peer.ended], default=0)
    finally:
        server.stop()
    run = Run(process.returncode, out, err, seconds, "json")
    return run, faults, closed, server.peers


def judge(case, run, closed, peers, client):
    decided = case.name in DECIDED
    faults = [fault for fault in judge_shape(run) if not (decided and fault.startswith("exit 130"))] + judge_inert(run) + judge_secret(run) + judge_manners(peers)
    if faults and run.json is None:
        return faults
    if run.code != 130:
        faults.append("exit %s, expected 130" % run.code)
    verdict = run.json["verdict"]
    if not decided:
        if verdict["problem"] != "cancelled" or verdict["stage"] not in (case.stage if isinstance(case.stage, tuple) else (case.stage,)):
            faults.append("verdict %s at %s" % (verdict["problem"], verdict["stage"]))
    if closed > LIMIT * (1.5 if client.sanitized else 1):
        faults.append("the connection was gone after %.0f ms" % (closed * 1000))
    if run.seconds > LIMIT + (EXIT_SANITIZED if client.sanitized else 0):
        faults.append("the process was gone after %.0f ms" % (run.seconds * 1000))
    return faults


def work(job):
    case, client, authority, number = job
    for _ in range(3):
        try:
            run, faults, closed, peers = measure(case, client, authority, number)
            faults = faults or judge(case, run, closed, peers, client)
            note = "%.0f ms" % (run.seconds * 1000)
        except Exception as error:
            faults, note = ["harness: %s: %s" % (type(error).__name__, error)], ""
        if not faults:
            break
    return case, number, faults, note


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # who starts us in the background has them ignored, and the program would too
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cases = [case for case in CASES if case.stalls and case.name not in NOT_STALLING]
    nobody = dict(exit=2, stage="resolve")
    cases += [Case("name server", "falls silent", lambda p: None, dict(nobody, host=lambda server: "silent.hostile.test:587")),
              Case("name server", "falls silent on AAAA", lambda p: p.hold(), dict(exit=21, stage=("greeting", "resolve"), host=lambda server:
                                                                                  "half.hostile.test:%d" % server.port)),
              Case("name server", "sends another question's answers", lambda p: None, dict(nobody, host=lambda server: "stale.hostile.test:587"))]
    with tempfile.TemporaryDirectory(prefix="mailmedic-cancel-") as folder:
        authority = Authority(folder)
        names = NameServer({"mail.hostile.test": Answer(a=["127.0.0.1"]), "silent.hostile.test": Answer(silent=(A, AAAA)),
                            "half.hostile.test": Answer(a=["127.0.0.1"], silent=(AAAA,)),
                            "stale.hostile.test": Answer(raw=lambda query: bytes([query[0] ^ 1]) + query[1:])})
        client = Client(os.path.abspath(sys.argv[1]), folder, "127.0.0.1:%d" % names.port)
        jobs = [(case, client, authority, signal.SIGINT) for case in cases]
        jobs += [(case, client, authority, number) for case in cases if case.name in ("no greeting", "no verdict on the log-in", "falls silent")
                 for number in (signal.SIGTERM, signal.SIGHUP)]
        tap = Tap("interrupted while")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for case, number, faults, note in pool.map(work, jobs):
                tap.result(case.group, "%s, %s" % (case.name, number.name), faults, note)
        return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
