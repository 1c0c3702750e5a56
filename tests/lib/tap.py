# SPDX-License-Identifier: GPL-3.0-or-later
"""Test Anything Protocol: one line for each case, what went wrong as comments after it, and a table where cases have groups."""
import os
import traceback

COMMENT_LINES = 100


class Tap:
    """`title`: heads the table that stands at the end; without one there is none."""

    def __init__(self, title=None):
        self.title = title
        self.count = self.failed = 0
        self.groups = {}
        print("TAP version 13", flush=True)

    def case(self, name, faults=(), note="", skip=None):
        """One case; it holds when there is no fault. `skip`: why it was not tried."""
        self.count += 1
        self.failed += bool(faults)
        word = "not ok" if faults else "ok"
        after = f" # SKIP {skip}" if skip is not None else f" # {note}" if note else ""
        print(f"{word} {self.count} - {name}{after}", flush=True)
        for fault in faults:
            self.comment("\n".join(str(fault).splitlines()[:COMMENT_LINES]), indent=3)

    def check(self, name, function):
        """A case that is a function; an exception fails it."""
        faults = []
        try:
            function()
        except Exception as reason:  # whatever it is, the other cases are still worth running
            where = "".join(traceback.format_tb(reason.__traceback__)[-1:])
            faults = [f"{type(reason).__name__}: {reason}\n{where}"]
        self.case(name, faults)

    def result(self, group, name, faults, note=""):
        """A case that is counted in the table."""
        tried, right = self.groups.get(group, (0, 0))
        self.groups[group] = (tried + 1, right + (not faults))
        self.case(f"{group}: {name}", faults, note)

    def skip(self, group, name, why):
        self.case(f"{group}: {name}", skip=why)

    @staticmethod
    def comment(text, indent=1):
        for line in str(text).split("\n"):
            print(f"#{' ' * indent}{line}", flush=True)

    def finish(self):
        """The plan, the table and the exit code."""
        print(f"1..{self.count}", flush=True)
        if self.title is not None:
            rows = {**self.groups, "all": tuple(map(sum, zip(*self.groups.values(), (0, 0))))}
            print(f"#\n# {self.title:<20} {'tried':>6} {'right':>6}")
            for group, (tried, right) in rows.items():
                print(f"# {group:<20} {tried:6d} {right:6d}{'' if tried == right else '  <--'}", flush=True)
        return 1 if self.failed or not self.count else 0


def skip_all(reason):
    """The exit code where nothing can be tried; in CI everything has to be there."""
    if os.environ.get("CI") == "true":
        print(f"Bail out! {reason}")
        return 1
    print(f"1..0 # SKIP {reason}")
    return 0
