# SPDX-License-Identifier: GPL-3.0-or-later
"""Forty behaviours that a terminal program owes its user, each tried on the real program.
Prints a table; the last line says how many hold. Arguments: the numbers to try (default: all)."""
import sys
import time
import traceback

import forty_input
import forty_life
import forty_look
from tap import Skip

GROUPS = (("Layout", 1, 5), ("Discovery", 6, 12), ("Input", 13, 20), ("Life", 21, 25), ("Speed", 26, 30),
          ("For everyone", 31, 36), ("Text", 37, 40))
BEHAVIOURS = {**forty_look.BEHAVIOURS, **forty_input.BEHAVIOURS, **forty_life.BEHAVIOURS}


def attempt(function, tries=2):
    """"yes", "no" or "skipped", what was measured, and why not. A busy machine gets a second try."""
    try:
        return "yes", function() or "", ""
    except Skip as reason:
        return "skipped", str(reason), ""
    except Exception:  # pylint: disable=broad-except
        if tries > 1:
            return attempt(function, tries - 1)
        return "no", "", traceback.format_exc()


def main(wanted):
    held, failures = 0, []
    tried = [number for number in sorted(BEHAVIOURS) if not wanted or number in wanted]
    for number in tried:
        for name, first, _ in GROUPS:
            if first == number:
                print(f"\n{name}", flush=True)
        begun = time.monotonic()
        verdict, measured, reason = attempt(BEHAVIOURS[number])
        held += verdict == "yes"
        if reason:
            failures.append((number, reason))
        sentence = (BEHAVIOURS[number].__doc__ or "").strip()
        took = time.monotonic() - begun
        print(f"{number:>3}  {verdict:<7} {took:5.1f} s  {sentence}{'  [' + measured + ']' if measured else ''}", flush=True)
    for number, reason in failures:
        print(f"\n{number}: {BEHAVIOURS[number].__doc__}\n{reason}", flush=True)
    print(f"\n{held} of {len(tried)}", flush=True)
    return 0 if held == len(tried) else 1


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]]))
