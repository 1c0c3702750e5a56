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
    """({symbol: places that define it}, [(place, symbol that it needs)]); a place is (layer, object)."""
    defined, needed = collections.defaultdict(set), []
    for library in libraries:
        names = subprocess.run(['nm', '-P', '-g', '-o', library], check=True, capture_output=True, text=True).stdout
        for line in names.splitlines():
            member, _, rest = line.partition(']: ')
            symbol, kind = rest.split()[:2]
            place = layer_of(library), member.rpartition('[')[2].rpartition('/')[2].removesuffix('.o')
            if kind == 'U':
                needed.append((place, symbol))
            elif kind.isupper():
                defined[symbol].add(place)
    return defined, needed


def findings(defined, needed):
    for (layer, source), symbol in needed:
        owners = {owner for owner, _ in defined.get(symbol, ())}
        if owners and not owners.intersection(may_use(layer)):
            yield f'{layer} must not use {"/".join(sorted(owners))}: {source} needs {symbol}'


def main():
    if sys.argv[1:] == ['list']:
        print('\n'.join(LAYERS))
        return 0
    found = list(findings(*read_symbols(sys.argv[3:])))
    for finding in found:
        print(finding, file=sys.stderr)
    if not found:
        pathlib.Path(sys.argv[2]).touch()
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
