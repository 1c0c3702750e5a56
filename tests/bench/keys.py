# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives keytime, the terminal that takes times (keytime.c)."""
import contextlib
import subprocess
import time

import cost
import figures


class Harness:
    """keytime and the bare curses program, compiled into a folder."""

    def __init__(self, sources, folder):
        self.keytime = str(folder / 'keytime')
        for name, libraries in (('keytime', ['-lvterm', '-lutil']), ('bare', ['-lncursesw', '-ltinfo'])):
            subprocess.run(['cc', '-O2', '-o', folder / name, sources / f'{name}.c', *libraries], check=True)

    def command(self, scene, steps, rate=None):
        return [self.keytime, *(['-b', str(rate)] if rate else []), *scene.ready, *steps, '--', *scene.command]

    def run(self, scene, steps, rate=None):
        """[(word, number, ...)]: what the steps print."""
        output = subprocess.run(self.command(scene, steps, rate), check=True, stdout=subprocess.PIPE, text=True).stdout
        lines = (line.split() for line in output.splitlines())
        return [(word, *map(float, numbers)) for word, *numbers in lines]


def summary(lines):
    """p50, p99 in milliseconds and bytes a key, of one round; keys that were never answered."""
    found = [line[1:] for line in lines if line[0] == 'key']
    lost = sum(line[0] == 'lost' for line in lines)
    times = [milliseconds for milliseconds, _ in found] or [float('nan')]
    return [figures.percentile(times, 50), figures.percentile(times, 99),
            figures.percentile([size for _, size in found] or [float('nan')], 50), lost]


def press(harness, scene, count, rate=None):
    """The first paint has passed before the first key."""
    return summary(harness.run(scene, ['hold=300', scene.watch, f"press={count},{','.join(scene.keys)}"], rate))


def press_in_flood(harness, scene, runs, each, rate=None):
    """Walks again and again, with some keys while the lines come."""
    once = ['send=rk', 'wait=FILLER', f"press={each},{','.join(scene.keys)}", 'wait=r Again']
    return summary(harness.run(scene, [scene.watch, *once * runs], rate))


def settle(harness, scene, steps, rate=None):
    """Milliseconds and bytes of the last thing that was waited for until nothing came any more."""
    [(_, milliseconds, size)] = harness.run(scene, steps, rate)
    return [milliseconds, size]


def used(pid):
    """(times that it waited, nanoseconds of CPU) of a process and its descendants, all threads."""
    waits = nanoseconds = 0
    for process in cost.family(pid):
        with contextlib.suppress(OSError):
            for task in cost.tasks(process):
                waits += cost.field(process, f'task/{task}/status', 'voluntary_ctxt_switches:')
                nanoseconds += cost.nanoseconds(process, task)
    return waits, nanoseconds


def rest(harness, found, seconds):
    """{name: [wake-ups a second, CPU in percent]}: all at once, each in its own terminal."""
    runs = {name: subprocess.Popen(harness.command(scene, ['hold=1000', f'hold={(seconds + 2) * 1000}']),
                                   stdout=subprocess.PIPE, text=True) for name, scene in found.items()}
    for run in runs.values():
        for _ in range(2):
            run.stdout.readline()
    pids = {name: cost.family(run.pid)[1] for name, run in runs.items()}
    before, begun = {name: used(pid) for name, pid in pids.items()}, time.monotonic()
    time.sleep(seconds)
    after, took = {name: used(pid) for name, pid in pids.items()}, time.monotonic() - begun
    for run in runs.values():
        run.communicate()
    return {name: [(after[name][0] - before[name][0]) / took, (after[name][1] - before[name][1]) / took / 1e7]
            for name in found}
