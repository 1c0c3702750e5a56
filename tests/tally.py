#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tally.py LOG...: adds up meson's test logs. Each line of a test's TAP counts; a test without TAP counts as one.

Ends with a line `N passed, N failed`, and with exit status 1 when something failed or nothing ran.
"""
import json
import re
import sys
from collections import Counter

GOOD = ('OK', 'EXPECTEDFAIL')
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


def main(paths):
    total = Counter()
    for path in paths:
        with open(path, encoding='utf-8') as log:
            for line in log:
                test = json.loads(line)
                cases = count_cases(test)
                total += cases
                if cases['failed']:
                    print(f"failed: {test['name']} ({cases['failed']})")
                if cases['skipped']:
                    print(f"skipped: {test['name']} ({cases['skipped']})")
    print(f"{total['passed']} passed, {total['failed']} failed")
    return 1 if total['failed'] or not total['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
