# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as TAP, with a table at the end."""

import sys


class Tap:
    def __init__(self, title="behaviours"):
        self.title = title
        self.count = 0
        self.failed = 0
        self.groups = {}
        print("TAP version 13")

    def result(self, group, name, faults, note=""):
        self.count += 1
        self.failed += bool(faults)
        tried, right = self.groups.get(group, (0, 0))
        self.groups[group] = (tried + 1, right + (not faults))
        print("%sok %d - %s: %s%s" % ("not " if faults else "", self.count, group, name, " # " + note if note else ""))
        for fault in faults:
            for line in str(fault).splitlines()[:100]:
                print("#   " + line)
        sys.stdout.flush()

    def skip(self, group, name, why):
        self.count += 1
        print("ok %d - %s: %s # SKIP %s" % (self.count, group, name, why))

    def finish(self):
        """The plan, the table and the exit code."""
        print("1..%d" % self.count)
        print("#\n# %-20s %6s %6s" % (self.title, "tried", "right"))
        for group, (tried, right) in self.groups.items():
            print("# %-20s %6d %6d%s" % (group, tried, right, "" if tried == right else "  <--"))
        print("# %-20s %6d %6d" % ("all", sum(tried for tried, _ in self.groups.values()),
                                   sum(right for _, right in self.groups.values())))
        return 1 if self.failed else 0
