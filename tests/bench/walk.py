#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""walk.py [PROGRAM]: mailmedic beside other programs, in turns, against one server. Prints figures, judges nothing."""
import argparse
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/real'))

import box
import certs
import cost
import distance
import exim
import postfix
import rivals
from figures import in_turns, medians, table


def show_cost(commands, rounds):
    spent = medians(in_turns(commands, rounds, lambda *run: [cost.cpu_seconds(*run)]))
    held = medians(in_turns(commands, max(3, rounds // 4), cost.peak_memory))
    cpu, resident, proportional = spent['curl'][0], *held['curl']
    rows = {name: (f'{spent[name][0] * 1e3:.1f}', f'{spent[name][0] / cpu:.2f}', f'{held[name][0]:.0f}',
                   f'{held[name][0] / resident:.2f}', f'{held[name][1]:.0f}', f'{held[name][1] / proportional:.2f}')
            for name in commands}
    table('535 over STARTTLS (postfix + dovecot), all processes together; ratios to curl',
          ('CPU ms', 'ratio', 'resident kB', 'ratio', 'proportional kB', 'ratio'), rows)


def show_distance(commands, rounds, one_way):
    # openssl sends everything at once, which is no conversation.
    commands = {name: command for name, command in commands.items() if 'openssl' not in name}
    rows = {}
    for name, runs in in_turns(commands, rounds, distance.times).items():
        verdicts = [verdict for verdict, _ in runs if verdict is not None]
        ends = [end for _, end in runs]
        rows[name] = [f'{pick(seen) / (2 * one_way):.2f}' if seen else '-'
                      for seen in (verdicts, ends) for pick in (min, statistics.median)]
    table(f'535 over STARTTLS (exim), {one_way * 1e3:.0f} ms each way, in round trips; the least is {distance.LEAST}',
          ('verdict: best', 'median', 'end: best', 'median'), rows)


def show_network(program, rounds):
    with box.Box() as home:
        authority = certs.make_all(home.folder / 'certs')
        near = postfix.Postfix(home, authority)
        ca = str(authority / 'ca.pem')
        show_cost(rivals.all_rivals(program, home.folder, ca, near.ports['submission']), rounds)
        far = distance.FarServer(exim.Exim(home, authority).ports['submission'], one_way=0.05)
        try:
            show_distance(rivals.all_rivals(program, home.folder, ca, far.port), max(5, rounds // 4), one_way=0.05)
        finally:
            far.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program', nargs='?', default=ROOT / 'build/src/mailmedic', type=pathlib.Path)
    parser.add_argument('--rounds', type=int, default=40)
    options = parser.parse_args()
    show_network(str(options.program.resolve()), options.rounds)


if __name__ == '__main__':
    try:
        main()
    except box.Missing as missing:
        sys.exit(str(missing))
