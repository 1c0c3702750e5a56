#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compilers.py BUILD: every source of the program as other compilers see it, as TAP.

clang: no warning. musl's C library: no error. Nothing is linked with musl: Debian has none of the libraries that mailmedic
needs for it, and so their headers are those for glibc, behind musl's own.
"""
import functools
import shutil
import sys

import analyse
from tap import Tap

HEADERS = ('/usr/include', '/usr/include/x86_64-linux-gnu')
COMPILERS = {
    'clang': ('no warning by clang', ['clang', '-Werror']),
    'musl-gcc': ("compiles with musl's C library", ['musl-gcc', '-w', *(f'-idirafter{folder}' for folder in HEADERS)]),
}


def look(compiler, compilation):
    path, words, folder = compilation
    writes = {at + step for at, word in enumerate(words) if word in ('-MQ', '-MF', '-o') for step in (0, 1)}
    kept = [word for at, word in enumerate(words) if at and at not in writes and word not in ('-MD', '-Werror')]
    done = analyse.run([*compiler, *kept, '-fsyntax-only'], folder)
    return [f'{path}: {done.stderr[:2000]}'] if done.returncode else []


def main(build):
    tap = Tap()
    sources = analyse.compilations(build, 'src/')
    for program, (title, compiler) in COMPILERS.items():
        if shutil.which(program):
            tap.case(f'{len(sources)} sources: {title}', analyse.in_parallel(functools.partial(look, compiler), sources))
        else:
            tap.case(title, skip=f'{program} is not installed')
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
