# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking into processes by /proc: children, descriptors, memory. Some of it only root may do."""
import glob
import os
import re
import time


def read_proc(pid, name):
    with open(f"/proc/{pid}/{name}", "rb") as file:
        return file.read()


def state_of(pid):
    """One letter such as `S` (waits); None once it is gone."""
    try:
        return read_proc(pid, "stat").rsplit(b")", 1)[1].split()[0].decode()
    except (OSError, IndexError):
        return None


def is_alive(pid):
    return state_of(pid) not in (None, "Z")


def children_of(pid):
    """Those that are not zombies."""
    try:
        found = [int(word) for word in read_proc(pid, f"task/{pid}/children").split()]
    except OSError:
        return []
    return [child for child in found if is_alive(child)]


def wait_until(what, holds, seconds=30):
    """Looks closely until `holds()`; returns what it returns."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.01)
    return found


def open_files(pid):
    """(descriptor, what it leads to, closed by exec) of each."""
    for path in glob.glob(f"/proc/{pid}/fd/*"):
        number = int(os.path.basename(path))
        try:
            flags = re.search(rb"flags:\s*(\d+)", read_proc(pid, f"fdinfo/{number}")).group(1)
            yield number, os.readlink(path), bool(int(flags, 8) & os.O_CLOEXEC)
        except FileNotFoundError:
            pass


def maps_of(pid):
    """(start, end, name, flags) of each mapping."""
    entry = None
    for line in read_proc(pid, "smaps").decode("utf-8", "replace").splitlines():
        head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)", line)
        if head:
            entry = [int(head.group(1), 16), int(head.group(2), 16), head.group(4) or "anonymous"]
        elif line.startswith("VmFlags:") and entry:
            yield entry[0], entry[1], entry[2], line.split()[1:]


def find_in_memory(pid, forms):
    """(name of the mapping, form, flags, address) of every copy; `forms` is {name: bytes}."""
    hits = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, name, flags in maps_of(pid):
            if name in ("[vvar]", "[vsyscall]", "[vdso]") or "rd" not in flags or end - start > 1 << 32:
                continue
            data = read_range(memory, start, end)
            for form_name, form in forms.items():
                at = data.find(form)
                while at >= 0:
                    hits.append((name, form_name, flags, start + at))
                    at = data.find(form, at + 1)
    return hits


def read_range(memory, start, end):
    data = b""
    try:
        memory.seek(start)
        while len(data) < end - start:
            part = memory.read(end - start - len(data))
            if not part:
                break
            data += part
    except (OSError, ValueError, OverflowError):
        pass
    return data


def describe(hits):
    return [f"password {form} at {at:x} in {name} ({' '.join(flags)})" for name, form, flags, at in hits]
