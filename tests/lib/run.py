#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py FILE [PYTEST OPTION...]: runs the tests of a file with pytest and prints TAP (conftest.py), for meson and for people.

A python3 that comes first on PATH may lack the packages; then Debian's own takes over. Without them there the tests
are skipped with a reason, except in CI.
"""
import importlib.util
import os
import signal
import sys

PACKAGES = ("pytest", "pexpect", "pyte")
DEBIAN = "/usr/bin/python3"


def missing():
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def run_tests(arguments):
    import pytest
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # who starts us in the background has them ignored, and the program would too
    return pytest.main(["-p", "no:terminal", "-p", "no:cacheprovider", "--tap", *arguments])


def main(arguments):
    sys.dont_write_bytecode = True  # the tree may be another user's
    if not missing():
        return run_tests(arguments)
    if os.path.exists(DEBIAN) and not os.environ.get("MAILMEDIC_PYTHON"):
        os.environ["MAILMEDIC_PYTHON"] = DEBIAN  # once
        os.execv(DEBIAN, [DEBIAN, __file__, *arguments])
    needed = " ".join(f"python3-{name}" for name in missing())
    if os.environ.get("CI") == "true":
        print(f"Bail out! {needed} is missing")
        return 1
    print(f"1..0 # SKIP not installed: {needed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
