#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""accounts.py [PROGRAM] [--count N]: a list of accounts in one process beside one process each, against one server.
Prints ratios, judges nothing."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests/real'), str(ROOT / 'tests/lib')]

import cost
import rivals
from figures import table
from program import PROGRAM, PracticeServer

JOBS = 32


def one_by_one(command, given, count):
    """So many runs of one program, JOBS at a time."""
    quoted = ' '.join("'" + word.replace("'", "'\\''") + "'" for word in command)
    if given is not None:
        quoted = f"printf '%s' '{given.decode()}' | {quoted}"
    return ['sh', '-c', f'seq {count} | xargs -P {JOBS} -I NUMBER sh -c "$1" >/dev/null 2>&1; :', 'sh', quoted]


def make_list(folder, endpoint, count):
    (folder / 'secret').write_text('not-the-password\n')
    path = folder / f'{count}.csv'
    path.write_text('address,server,mechanism,password-file\n' + ''.join(
        f'user{number}@practice.test,{endpoint},PLAIN,secret\n' for number in range(count)))
    return path


def listed(program, folder, server, count, jobs=JOBS):
    return [program, 'check', '--accounts', str(make_list(folder, server.endpoint, count)), '--tls-ca-path', server.ca, '--jobs',
            str(jobs), '--per-server', str(jobs), '--per-minute', '0']


def measured(command, count):
    began = time.monotonic()
    cpu = cost.cpu_seconds(command, None)
    wall = time.monotonic() - began
    return wall / count * 1e3, cpu / count * 1e3, cost.peak_memory(command, None)[1]


def show_programs(program, folder, server, count):
    port = int(server.endpoint.rsplit(':', 1)[1])
    runs = {f'check --accounts --jobs {JOBS}': (listed(program, folder, server, count), count)}
    for name, (command, given) in rivals.all_rivals(program, folder, server.ca, port).items():
        few = count if name.startswith('mailmedic') else max(JOBS, count // 4)
        if 'openssl' not in name:
            runs[f'{name}, xargs -P {JOBS}'] = (one_by_one(command, given, few), few)
    figures = {name: measured(*run) for name, run in runs.items()}
    curl = next((value for name, value in figures.items() if name.startswith('curl')), next(iter(figures.values())))
    table('535 over STARTTLS (practice server): an account each; ratios to curl',
          ('wall ms', 'ratio', 'CPU ms', 'ratio', 'proportional kB', 'ratio'),
          {name: [text for value, base in zip(values, curl) for text in (f'{value:.2f}', f'{value / base:.2f}')]
           for name, values in figures.items()})


def show_memory(program, folder, server):
    held = {jobs: cost.peak_memory(listed(program, folder, server, 4 * jobs, jobs), None)[1] for jobs in (1, JOBS)}
    print(f'memory of an account at work, helpers too: {(held[JOBS] - held[1]) / (JOBS - 1):.0f} kB proportional')
    own = [own_peak(listed(program, folder, server, count)) for count in (JOBS, 10 * JOBS)]
    print(f'memory of the program itself: {own[0]} kB with {JOBS} accounts, {own[1]} kB with {10 * JOBS}')


def own_peak(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss


def show_handshake():
    with PracticeServer('all-good-implicit-tls') as server:
        shown = subprocess.run(['openssl', 's_time', '-connect', server.endpoint, '-new', '-time', '2', '-CAfile', server.ca],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout.decode()
    found = re.search(r'(\d+) connections in ([\d.]+)s', shown)
    if found and int(found[1]):
        print(f'openssl s_time, the handshake alone: {float(found[2]) / int(found[1]) * 1e3:.2f} ms of CPU')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program', nargs='?', default=PROGRAM)
    parser.add_argument('--count', type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, PracticeServer('auth-535-wrong-password') as server:
        show_programs(options.program, pathlib.Path(folder), server, options.count)
        show_memory(options.program, pathlib.Path(folder), server)
    show_handshake()


if __name__ == '__main__':
    main()
