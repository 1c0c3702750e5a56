#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Plays every hostile server against `mailmedic check` and judges the verdicts. Speaks TAP; a table of
behaviours tried and verdicts right stands at the end.

usage: suite.py PROGRAM [-k WORD] [-j JOBS] [-v] [--list] [--form FORM]...
"""

import argparse
import concurrent.futures
import os
import re
import sys
import tempfile
import time

import cases_auth
import cases_display
import cases_ehlo
import cases_network
import cases_replies
import cases_sasl
import cases_tls
from case import CASES
from certificates import Authority
from client import (Client, judge_inert, judge_manners, judge_secret, judge_shape, judge_shown)
from nameserver import Answer, NameServer
from tap import Tap

MODULES = (cases_network, cases_replies, cases_display, cases_ehlo, cases_tls, cases_auth, cases_sasl)
FORMS = ("json", "text", "markdown")
SLACK_SANITIZED = 2.5


ATTEMPTS = []  # AUTH commands in each run: those that the servers got, those that the run tells (None: not as JSON)


def play(case, client, authority, form):
    """One run of one case; what is wrong with it."""
    server = case.server(case.script, authority, case.family)
    try:
        host = case.host(server) if callable(case.host) else "%s:%d" % (case.host, server.port)
        run = client.run(host, timeout=case.timeout, form=form, user=case.user, password=case.password, token=case.token, ca=case.ca, options=case.options)
    finally:
        server.stop()
    counted = sum(line.upper().startswith(b"AUTH") for peer in server.peers for line in peer.commands())
    ATTEMPTS.append((counted, sum(line.startswith("AUTH ") for line in run.lines("client")) if run.json else None))
    shape = judge_shape(run)
    if shape and (run.code is None or run.code < 0 or (form == "json" and run.json is None)):
        return run, shape
    faults = shape + judge_inert(run) + judge_manners(server.peers, case.clear, case.mail)
    if case.password not in (case.user, None) and case.group != "credentials":
        faults += judge_secret(run, case.token or case.password)
    limit = case.limit * (SLACK_SANITIZED if client.sanitized and not case.stalls else 1)
    if run.seconds > limit:
        faults.append("took %.1f s, allowed are %.1f" % (run.seconds, limit))
    if form == "json":
        faults += judge_shown(run) + case.judge(run, server.peers)
    elif run.code not in (case.exit if isinstance(case.exit, tuple) else (case.exit,)):
        faults.append("exit %s, expected %s" % (run.code, case.exit))
    return run, faults


def work(job):
    case, client, authority, form, verbose = job
    try:
        run, faults = play(case, client, authority, form)
        detail = run.out.decode("utf-8", "replace") + run.err.decode("utf-8", "replace") if verbose else ""
        return case, form, run.seconds, faults, detail
    except Exception as error:
        return case, form, 0.0, ["harness: %s: %s" % (type(error).__name__, error)], ""


def is_late(faults):
    """Six at a time beside other suites take their time: who is late and nothing else plays again, alone."""
    return bool(faults) and all(fault.startswith("took ") for fault in faults)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("-k", default="", help="only cases whose group and name match")
    parser.add_argument("-j", type=int, default=6)
    parser.add_argument("-v", action="store_true", help="show the output of what failed")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--form", action="append", choices=FORMS, help="only reports in this form")
    arguments = parser.parse_args()
    cases = [case for case in CASES if re.search(arguments.k, "%s: %s" % (case.group, case.name))]
    if arguments.list:
        print("\n".join("%s: %s" % (case.group, case.name) for case in cases))
        return 0
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mailmedic-hostile-") as folder:
        authority = Authority(folder)
        names = NameServer({"mail.hostile.test": Answer(a=["127.0.0.1"])})
        client = Client(os.path.abspath(arguments.program), folder, "127.0.0.1:%d" % names.port)
        jobs = [(case, client, authority, form, arguments.v) for case in sorted(cases, key=lambda case: not case.stalls)
                for form in arguments.form or FORMS if form == "json" or not case.stalls]
        results, late = {job[0]: [] for job in jobs}, []
        with concurrent.futures.ThreadPoolExecutor(arguments.j) as pool:
            for case, form, seconds, faults, detail in pool.map(work, jobs):
                if is_late(faults):
                    late.append((case, client, authority, form, arguments.v))
                    continue
                results[case] += ["%s: %s" % (form, fault) for fault in faults]
                if faults and detail:
                    results[case].append(detail)
        for case, form, seconds, faults, detail in map(work, late):
            results[case] += ["%s, and nothing beside it: %s" % (form, fault) for fault in faults]
    tap = Tap()
    for case, faults in results.items():
        tap.result(case.group, case.name, faults)
    counted = [seen for seen, _ in ATTEMPTS]
    faults = ["%d AUTH commands in one run" % max(counted)] if max(counted, default=0) > 1 else []
    faults += ["%d counted where %d are told" % pair for pair in ATTEMPTS if pair[1] not in (pair[0], None)]
    tap.result("lock-out guard", "%d AUTH commands counted by the servers in %d runs, one at most in each, and each is told" %
               (sum(counted), len(counted)), faults)
    code = tap.finish()
    print("# runs of the program: %d, in %.0f s" % (len(jobs), time.monotonic() - started))
    return code


if __name__ == "__main__":
    sys.exit(main())
