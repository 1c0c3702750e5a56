#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the program, lowest first: a folder of src/ may use only those before it in this list.

layers.py list            prints them, for meson
layers.py check STAMP LIBRARY...  looks for calls from a lower layer into a higher one in what was compiled, and
makes STAMP when there is none. The program is not linked without it: a static library takes whatever another
object of the link defines, so the linker alone would let such a call pass.
"""
import collections
import pathlib
import re
import subprocess
import sys

LAYERS = ('base', 'smtp', 'oauth', 'account', 'engine', 'fetch', 'wire', 'sasl', 'walk', 'diagnose', 'discover',
          'practice', 'record', 'config', 'present', 'checkup', 'headless', 'ui', 'cli')
# Closer than the list: the practice server must not share a bug with the client that it teaches, the two front
# ends know nothing of each other.
NOT_EVEN = {'practice': ('wire', 'engine', 'sasl', 'fetch', 'discover', 'walk', 'diagnose'), 'ui': ('headless',)}


def may_use(layer):
    """The layers that `layer` may use, itself among them."""
    return [below for below in LAYERS[:LAYERS.index(layer) + 1] if below not in NOT_EVEN.get(layer, ())]


def layer_of(library):
    return re.fullmatch(r'lib(\w+)\.a', pathlib.Path(library).name)[1]


def read_symbols(libraries):
    """(layers that define a symbol, [(layer, object, symbol that it needs)])"""
    defined, needed = collections.defaultdict(set), []
    for library in libraries:
        names = subprocess.run(['nm', '-P', '-g', '-o', library], check=True, capture_output=True, text=True).stdout
        for line in names.splitlines():
            found = re.match(r'.*\[(?:.*/)?(.+?)\.o\]: (\S+) (\w)', line)
            if found and found[3] == 'U':
                needed.append((layer_of(library), found[1], found[2]))
            elif found and found[3].isupper():
                defined[found[2]].add(layer_of(library))
    return defined, needed


def findings(libraries):
    defined, needed = read_symbols(libraries)
    for layer, source, symbol in needed:
        if defined[symbol] and not defined[symbol].intersection(may_use(layer)):
            yield f'{layer} must not use {"/".join(sorted(defined[symbol]))}: {source} needs {symbol}'


def main():
    if sys.argv[1:] == ['list']:
        print('\n'.join(LAYERS))
        return 0
    found = list(findings(sys.argv[3:]))
    for finding in found:
        print(finding, file=sys.stderr)
    if not found:
        pathlib.Path(sys.argv[2]).touch()
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
