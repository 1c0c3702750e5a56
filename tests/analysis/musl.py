#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""musl.py BUILD: every source of the program compiles with musl's C library, as TAP.

Nothing is linked with musl: Debian has none of the libraries that mailmedic needs for it, and so their headers are those
for glibc, after musl's own.
"""
import shutil
import sys

import analyse
from tap import Tap

COMPILER = ['musl-gcc', '-Werror=implicit-function-declaration', '-idirafter/usr/include', '-idirafter/usr/include/x86_64-linux-gnu']


def look(compilation):
    path, words, folder = compilation
    writes = {at + step for at, word in enumerate(words) if word in ('-MQ', '-MF', '-o') for step in (0, 1)}
    kept = [word for at, word in enumerate(words) if at and at not in writes and word != '-MD' and not word.startswith('-W')]
    done = analyse.run([*COMPILER, *kept, '-fsyntax-only'], folder)
    return [f'{path}: {done.stderr[:2000]}'] if done.returncode else []


def main(build):
    tap = Tap()
    sources = analyse.compilations(build, 'src/')
    title = f"{len(sources)} sources compile with musl's C library"
    if shutil.which(COMPILER[0]):
        tap.case(title, analyse.in_parallel(look, sources))
    else:
        tap.case(title, skip=f'{COMPILER[0]} is not installed')
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
