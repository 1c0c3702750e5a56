#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""calls.py CC LIBRARY...: the check that guards the link of the program finds a call that is planted, as TAP."""
import pathlib
import shlex
import subprocess
import sys
import tempfile

import tree

sys.path.insert(0, str(tree.ROOT / 'src'))
import layers  # noqa: E402 - src/layers.py

COMPILER, LIBRARIES = shlex.split(sys.argv[1]), sys.argv[2:]


def plant(folder, layer, function):
    """The libraries, with an object in that of `layer` that calls `function`."""
    source, planted = folder / 'planted.c', folder / f'lib{layer}.a'
    source.write_text(f'void {function}(void);\nvoid planted(void);\nvoid planted(void)\n{{\n\t{function}();\n}}\n',
                      encoding='ascii')
    subprocess.run([*COMPILER, '-c', str(source), '-o', str(folder / 'planted.o')], check=True)
    subprocess.run(['ar', 'rc', str(planted), str(folder / 'planted.o')], check=True)
    return [*LIBRARIES, str(planted)]


def planted_findings(layer, function):
    with tempfile.TemporaryDirectory() as folder:
        return list(layers.findings(plant(pathlib.Path(folder), layer, function)))


def the_program_has_no_call_into_a_higher_layer():
    return list(layers.findings(LIBRARIES)) == []


def a_call_into_a_higher_layer_is_found():
    return planted_findings('base', 'checkup_next') == ['base must not use checkup: planted needs checkup_next']


def a_call_from_one_front_end_into_the_other_is_found():
    return planted_findings('ui', 'headless_check') == ['ui must not use headless: planted needs headless_check']


def a_call_into_a_lower_layer_is_no_finding():
    return planted_findings('checkup', 'text_width') == []


CHECKS = (the_program_has_no_call_into_a_higher_layer, a_call_into_a_higher_layer_is_found,
          a_call_from_one_front_end_into_the_other_is_found, a_call_into_a_lower_layer_is_no_finding)


def main():
    print(f'1..{len(CHECKS)}')
    failed = 0
    for number, check in enumerate(CHECKS, 1):
        passed = check()
        failed += not passed
        print(f"{'ok' if passed else 'not ok'} {number} - {check.__name__}")
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
