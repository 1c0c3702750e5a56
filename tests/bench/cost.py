# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command costs: CPU time and memory of all its processes together."""
import ctypes
import os
import pathlib
import subprocess
import tempfile

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """From now on whatever a command leaves behind is ours to wait for, and so to count."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(command, given, output=subprocess.DEVNULL):
    with tempfile.TemporaryFile() as stdin:
        stdin.write(given or b'')
        stdin.seek(0)
        return subprocess.Popen(command, stdin=stdin, stdout=output, stderr=subprocess.STDOUT)


def cpu_seconds(command, given):
    """User and system time of one run with everything that it started."""
    # The command runs under a waiting shell-like child of our own, so that other children do not mix in.
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(measure_in_child(command, given, writer))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        seconds = float(pipe.read())
    os.waitpid(child, 0)
    return seconds


def measure_in_child(command, given, writer):
    adopt_orphans()
    start(command, given)
    total = 0.0
    try:
        while True:
            _, _, usage = os.wait4(-1, 0)
            total += usage.ru_utime + usage.ru_stime
    except ChildProcessError:
        pass
    os.write(writer, str(total).encode())
    return 0


def family(pid):
    """The process and its descendants that still live."""
    found = [pid]
    for parent in found:
        try:
            found += map(int, pathlib.Path(f'/proc/{parent}/task/{parent}/children').read_text().split())
        except OSError:
            pass
    return found


def tasks(pid):
    """Its threads."""
    return [path.name for path in pathlib.Path(f'/proc/{pid}/task').iterdir()]


def nanoseconds(pid, task):
    """What a thread has run so far."""
    return int(pathlib.Path(f'/proc/{pid}/task/{task}/schedstat').read_text().split()[0])


def field(pid, file, name):
    """The number in a line such as `VmHWM:  1234 kB`; 0 once the process is gone."""
    try:
        for line in pathlib.Path(f'/proc/{pid}/{file}').read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return 0


def peak_memory(command, given):
    """(resident kB, proportional kB): peaks of the sums over all processes, looked at without a pause.

    Resident counts a page once for each process that has it, proportional once in all.
    """
    run = start(command, given)
    resident, proportional = {}, 0
    while run.poll() is None:
        pids = family(run.pid)
        for pid in pids:
            resident[pid] = max(resident.get(pid, 0), field(pid, 'status', 'VmHWM:'))
        proportional = max(proportional, sum(field(pid, 'smaps_rollup', 'Pss:') for pid in pids))
    return sum(resident.values()), proportional
