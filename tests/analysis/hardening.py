#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""hardening.py PROGRAM...: what compiler and linker have done to make faults hard to use, as TAP, by readelf."""
import os
import re
import subprocess
import sys


class Program:
    """What readelf says of a file."""

    def __init__(self, path):
        self.type = self.read('-h', path)
        self.segments = self.read('-l', path)
        self.dynamic = self.read('-d', path)
        self.calls = re.findall(r'UND (\w+)', self.read('--dyn-syms', path))

    @staticmethod
    def read(option, path):
        return subprocess.run(['readelf', '--wide', option, path], env={**os.environ, 'LC_ALL': 'C'}, check=True,
                              capture_output=True, text=True).stdout

    def segment(self, name):
        """The flags of a segment, such as 'RW '; None: there is none."""
        found = re.search(rf'^\s*{name}(?:\s+0x[0-9a-f]+){{5}}\s+([RWE ]{{3}})', self.segments, re.M)
        return found and found[1]


def loads_anywhere(program):
    return re.search(r'Type:\s+DYN', program.type) and re.search(r'\(FLAGS_1\).*\bPIE\b', program.dynamic)


def binds_all_calls_at_once_and_then_locks_the_table(program):
    return program.segment('GNU_RELRO') and re.search(r'BIND_NOW|Flags:.*\bNOW\b', program.dynamic)


def executes_nothing_on_the_stack(program):
    return program.segment('GNU_STACK') == 'RW '


def has_no_memory_both_written_and_executed(program):
    loads = re.findall(r'^\s*LOAD(?:\s+0x[0-9a-f]+){5}\s+([RWE ]{3})', program.segments, re.M)
    return loads and not any('W' in flags and 'E' in flags for flags in loads)


def has_no_text_to_relocate(program):
    return 'TEXTREL' not in program.dynamic


def guards_its_stack(program):
    return '__stack_chk_fail' in program.calls


def calls_the_library_with_sizes(program):
    """Several, so that one header that always does so is not taken for the flag."""
    return len([call for call in program.calls if call.endswith('_chk')]) >= 2


def looks_for_libraries_nowhere_else(program):
    """RPATH would be searched before the system's folders."""
    return not re.search(r'\((RPATH|RUNPATH)\)', program.dynamic)


CLAIMS = (loads_anywhere, binds_all_calls_at_once_and_then_locks_the_table, executes_nothing_on_the_stack,
          has_no_memory_both_written_and_executed, has_no_text_to_relocate, guards_its_stack,
          calls_the_library_with_sizes, looks_for_libraries_nowhere_else)


def main(paths):
    print(f'1..{len(paths) * len(CLAIMS)}')
    number = failed = 0
    for path in paths:
        program = Program(path)
        for claim in CLAIMS:
            number += 1
            holds = claim(program)
            failed += not holds
            print(f"{'ok' if holds else 'not ok'} {number} - {os.path.basename(path)} {claim.__name__}")
    return 1 if failed or not number else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
