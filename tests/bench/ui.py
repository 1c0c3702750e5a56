#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ui.py [BUILD]: keys, paints and rest of mailmedic beside tig, mutt and htop, in turns. Prints figures, judges
nothing. A line that is slow is a terminal that reads so slowly; what the kernel buffers before it counts as line."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
from functools import partial

import keys
import paint
import scenes
import servers
from figures import in_turns, medians, table

SOURCES = pathlib.Path(__file__).resolve().parent
SLOW = 40000  # bytes a second
PAINT_ROUNDS = 21
KEYS, PAGES, SLOW_KEYS = 100, 50, 30
FLOODS, FLOOD_KEYS, SLOW_FLOODS = 25, 2, 12  # keys a flood: as many as surely fall into it
REST_SECONDS = 5


def installed(found):
    """What can be measured, and rows that say so of the rest."""
    there = {name: scene for name, scene in found.items() if scenes.is_installed(scene)}
    return there, {name: ('not installed',) for name in found if name not in there}


def ratio(number, base):
    return f'{number / base:.2f}' if base else '-'


def measured(measures, rounds):
    """{name: medians} of functions without arguments."""
    commands = {name: (measure,) for name, measure in measures.items()}
    return medians(in_turns(commands, rounds, lambda measure: measure()))


def show_paint(stage):
    folder = stage.folder
    there, rows = installed({'bare ncurses': scenes.bare(folder), 'mailmedic': scenes.start(stage.program),
                             'mailmedic practice': scenes.start(stage.program, 'practice'), **scenes.rivals(folder)})
    found = medians(in_turns({name: (scene.command, folder) for name, scene in there.items()}, PAINT_ROUNDS,
                             lambda *run: [paint.first_paint(*run) or float('nan')]))
    base = found['bare ncurses'][0]
    table('Start to first paint; ratios to a bare ncurses program', ('ms', 'ratio'),
          {**{name: (f'{seconds * 1e3:.1f}', ratio(seconds, base)) for name, [seconds] in found.items()}, **rows})


def show_keys(title, measures, rows, rounds):
    """Ratios are to the first of the measures."""
    found = measured(measures, rounds)
    base = next(iter(found.values()))[0]
    table(f'{title}; medians of {rounds} rounds', ('p50 ms', 'p99 ms', 'ratio of p50', 'bytes a key', 'not answered'),
          {**{name: (f'{p50:.2f}', f'{p99:.2f}', ratio(p50, base), f'{size:.0f}', f'{lost:.0f}')
              for name, (p50, p99, size, lost) in found.items()}, **rows})


def selection_scenes(stage):
    return {'mailmedic, at rest': scenes.start(stage.program, 'practice'),
            'mailmedic, server silent': scenes.walk(stage.program, stage.hole),
            **scenes.rivals(stage.folder)}


def show_selection(harness, stage, rounds):
    there, rows = installed({'bare ncurses': scenes.bare(stage.folder), **selection_scenes(stage)})
    measures = {name: partial(keys.press, harness, scene, KEYS) for name, scene in there.items()}
    flooded = scenes.flood(stage.program, stage.flood)
    measures['mailmedic, 10,000 lines/s'] = partial(keys.press_in_flood, harness, flooded, FLOODS, FLOOD_KEYS)
    show_keys('Key to screen: the selection moves by one', measures, rows, rounds)


def show_pages(harness, stage, rounds):
    there, rows = installed(scenes.pages(stage.program, stage.recording, stage.folder))
    measures = {name: partial(keys.press, harness, scene, PAGES) for name, scene in there.items()}
    show_keys('Key to screen: a page turns', measures, rows, rounds)


def show_rest(harness, stage):
    program = stage.program
    there, rows = installed({'mailmedic, list': scenes.start(program, 'practice'),
                             'mailmedic, failure': scenes.failure(program),
                             'mailmedic, countdown': scenes.countdown(program),
                             'mailmedic, server silent': scenes.walk(program, stage.hole),
                             **scenes.rivals(stage.folder)})
    found = keys.rest(harness, there, REST_SECONDS)
    table(f'Untouched for {REST_SECONDS} s, all processes of each', ('wake-ups/s', 'CPU %'),
          {**{name: (f'{waits:.1f}', f'{cpu:.3f}') for name, (waits, cpu) in found.items()}, **rows})


def show_slow_selection(harness, stage, rounds):
    there, rows = installed(selection_scenes(stage))
    measures = {name: partial(keys.press, harness, scene, SLOW_KEYS, SLOW) for name, scene in there.items()}
    flooded = scenes.flood(stage.program, stage.flood)
    measures['mailmedic, 10,000 lines/s'] = partial(keys.press_in_flood, harness, flooded, SLOW_FLOODS, 1, SLOW)
    show_keys(f'Key to screen behind a line of {SLOW // 1000} kB/s: the selection moves by one', measures, rows, rounds)


def show_slow_paint(harness, stage, rounds):
    """Everything that is painted, up to its last byte."""
    there, rows = installed({'mailmedic practice': scenes.start(stage.program, 'practice'),
                             **scenes.rivals(stage.folder)})
    measures = {name: partial(keys.settle, harness, scene._replace(ready=scene.ready[:1]), ['settle=300'], SLOW)
                for name, scene in there.items()}
    walks = ['send=r', 'wait=What went', 'settle=300']
    for name, server in (('mailmedic, 1,536 lines', stage.flood), ('mailmedic, no end', stage.endless)):
        measures[name] = partial(keys.settle, harness, scenes.flood(stage.program, server), walks, SLOW)
    found = measured(measures, rounds).items()
    table(f'Behind a line of {SLOW // 1000} kB/s: first paint, and a flooded walk up to its explanation',
          ('complete ms', 'bytes'), {**{name: (f'{took:.0f}', f'{size:.0f}') for name, (took, size) in found}, **rows})


class Stage:
    """What every scene needs: servers, a history, a recording."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.hole, self.flood, self.endless = servers.BlackHole(), servers.Flood(), servers.Endless()
        scenes.make_history(folder)
        self.recording = scenes.make_recording(program, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build', nargs='?', default=SOURCES.parents[1] / 'build', type=pathlib.Path)
    parser.add_argument('--rounds', type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='mailmedic-bench-') as name:
        folder = pathlib.Path(name)
        os.environ.update(HOME=name, TERM='xterm-256color', LC_ALL='C.UTF-8')
        for unwanted in ('XDG_CONFIG_HOME', 'TMUX', 'LINES', 'COLUMNS'):
            os.environ.pop(unwanted, None)
        harness = keys.Harness(SOURCES, folder)
        stage = Stage(str((options.build / 'src/mailmedic').resolve()), folder)
        show_paint(stage)
        show_selection(harness, stage, options.rounds)
        show_pages(harness, stage, options.rounds)
        show_rest(harness, stage)
        show_slow_selection(harness, stage, options.rounds)
        show_slow_paint(harness, stage, options.rounds)


if __name__ == '__main__':
    try:
        main()
    except subprocess.CalledProcessError as failure:
        sys.exit(str(failure))
