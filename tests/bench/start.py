#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""start.py BUILD: how large the programs are, and what a start costs beside others. Prints figures, judges nothing."""
import pathlib
import shutil
import subprocess
import sys

import cost
from figures import in_turns, medians, table

CHILDREN = ('engine/mailmedic-engine', 'sasl/mailmedic-sasl', 'fetch/mailmedic-fetch')


def kilobytes(path):
    """Code and data, without what debuggers read."""
    return int(subprocess.run(['size', path], capture_output=True, text=True, check=True).stdout.split('\n')[1].split()[3]) / 1024


def main(build):
    source = pathlib.Path(build).resolve() / 'src'
    table('Size', ('kB',), {path: (f'{kilobytes(source / path):.0f}',) for path in ('mailmedic', *CHILDREN)})
    others = [name for name in ('curl', 'msmtp', 'swaks') if shutil.which(name)]
    commands = {name: ([name, '--version'], None) for name in [source / 'mailmedic', *others]}
    spent = medians(in_turns(commands, 40, lambda *run: [cost.cpu_seconds(*run)]))
    table('A start (--version)', ('CPU ms',), {getattr(name, 'name', name): (f'{seconds * 1e3:.1f}',)
                                               for name, [seconds] in spent.items()})


if __name__ == '__main__':
    main(*sys.argv[1:])
