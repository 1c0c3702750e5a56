#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tally.py LOG...: adds up test logs. Of meson's (.json) each line of a test's TAP counts; a test without TAP counts
as one. Of what tests/fuzz/run.sh printed each target counts.

Ends with a line `N passed, N failed`, and with exit status 1 when something failed or nothing ran.
"""
import json
import os
import re
import sys
from collections import Counter

GOOD = ('OK', 'EXPECTEDFAIL')
FUZZ_LINE = re.compile(r'^(ok|FAILED) +([a-z]+)')
TAP_LINE = re.compile(r'^(not )?ok\b(.*)$', re.M)


def count_cases(test):
    """How many cases of one test passed, failed and were skipped."""
    cases = Counter()
    for bad, rest in TAP_LINE.findall(test.get('stdout') or ''):
        skipped = re.search(r'#\s*skip', rest, re.I)
        cases['skipped' if skipped else 'failed' if bad else 'passed'] += 1
    if test['result'] == 'SKIP':
        return Counter(skipped=max(1, cases['skipped']))
    if test['result'] not in GOOD and not cases['failed']:
        cases['failed'] += 1  # it crashed, timed out, or promised more cases than it ran
    if not cases:
        cases['passed'] += 1
    return cases


def read_results(path):
    """(name, its cases) of each test in a log; one that is not there is a failure."""
    if not os.path.exists(path):
        yield f'no log {path}', Counter(failed=1)
        return
    with open(path, encoding='utf-8') as log:
        for line in log:
            if path.endswith('.json'):
                test = json.loads(line)
                yield test['name'], count_cases(test)
            elif target := FUZZ_LINE.match(line):
                yield f'fuzz {target[2]}', Counter(passed=1) if target[1] == 'ok' else Counter(failed=1)


def main(paths):
    total = Counter()
    for path in paths:
        for name, cases in read_results(path):
            total += cases
            for kind in ('failed', 'skipped'):
                if cases[kind]:
                    print(f'{kind}: {name} ({cases[kind]})')
    print(f"{total['passed']} passed, {total['failed']} failed")
    return 1 if total['failed'] or not total['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
