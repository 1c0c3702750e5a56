#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""calls.py CC LIBRARY...: who calls whom in what was compiled, as TAP.

The check that guards the link of the program finds a call that is planted. And in a folder calls go one way: no file
calls another that calls it back, be it by others, but those in KNOTS.
"""
import collections
import pathlib
import shlex
import subprocess
import sys
import tempfile

import tree

sys.path.insert(0, str(tree.ROOT / 'src'))
import layers  # noqa: E402 - src/layers.py

COMPILER, LIBRARIES = shlex.split(sys.argv[1]), sys.argv[2:]
DEFINED, NEEDED = layers.read_symbols(LIBRARIES)
# A screen goes to another by the stack of views and the table of what leads where; those two know them all.
OPENERS = {('ui', 'ui.c'), ('ui', 'navigate.c')}
# Files that call each other in a circle, and why that stays. No other may be added; one that is untied is taken out.
KNOTS = {
    'checkup: checkup.c checkup_case.c checkup_diagnose.c checkup_paste.c checkup_reach.c lesson.c token.c':
        'one struct in seven files: a case keeps the one put aside, and whatever ends in it changes its causes',
    'ui: navigate.c ui.c ui_settings.c why_not.c': 'an action goes up to who knows the view, a message down to its line',
    'ui: views_certificate_view.c views_consent_view.c views_explain_view.c views_summary_view.c views_walk_view.c':
        'what stands above a walk looks for it in the stack by its table of functions',
    'ui: views_compare_codes_view.c views_contents_view.c views_topic_view.c':
        'help topics lead to each other, by lists of them',
}


def calls():
    """Each file, and the files of its layer that it calls."""
    found = collections.defaultdict(set)
    for place, symbol in NEEDED:
        for owner in DEFINED.get(symbol, ()):
            if owner[0] == place[0] and not (place in OPENERS and owner[1].startswith('views_')):
                found[place].add(owner)
    return found


def reached(graph, start):
    seen, left = set(), [start]
    while left:
        new = graph.get(left.pop(), set()) - seen
        seen |= new
        left += new
    return seen


def knots():
    """Sets of files that call each other, be it by others."""
    graph = calls()
    beyond = {place: reached(graph, place) for place in graph}
    return {frozenset(other for other in beyond[place] if place in beyond.get(other, ()))
            for place in graph if place in beyond[place]}


def plant(folder, layer, function):
    """A library of `layer` with an object that calls `function`."""
    source, planted = folder / 'planted.c', folder / f'lib{layer}.a'
    source.write_text(f'void {function}(void);\nvoid planted(void);\nvoid planted(void)\n{{\n\t{function}();\n}}\n',
                      encoding='ascii')
    subprocess.run([*COMPILER, '-c', str(source), '-o', str(folder / 'planted.o')], check=True)
    subprocess.run(['ar', 'rc', str(planted), str(folder / 'planted.o')], check=True)
    return str(planted)


def planted_findings(layer, function):
    with tempfile.TemporaryDirectory() as folder:
        _, needed = layers.read_symbols([plant(pathlib.Path(folder), layer, function)])
    return list(layers.findings(DEFINED, needed))


def the_program_has_no_call_into_a_higher_layer():
    return list(layers.findings(DEFINED, NEEDED)) == []


def a_call_into_a_higher_layer_is_found():
    return planted_findings('base', 'checkup_next') == ['base must not use checkup: planted needs checkup_next']


def a_call_from_one_front_end_into_the_other_is_found():
    return planted_findings('ui', 'headless_check') == ['ui must not use headless: planted needs headless_check']


def a_call_into_a_lower_layer_is_no_finding():
    return planted_findings('checkup', 'text_width') == []


def described(knot):
    return f"{min(knot)[0]}: {' '.join(sorted(source for _, source in knot))}"


def no_files_call_each_other_in_a_circle_but_known_ones():
    found = {described(knot) for knot in knots()}
    for knot in found ^ set(KNOTS):
        print(f"#   {'new' if knot in found else 'no circle any more'}: {knot}")
    return found == set(KNOTS)


CHECKS = (the_program_has_no_call_into_a_higher_layer, a_call_into_a_higher_layer_is_found,
          a_call_from_one_front_end_into_the_other_is_found, a_call_into_a_lower_layer_is_no_finding,
          no_files_call_each_other_in_a_circle_but_known_ones)


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
