# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring in turns, and tables of what was measured."""
import math
import statistics


def in_turns(commands, rounds, measure):
    """{name: [result, ...]}: every command once, then again, so that a busy moment hits all alike."""
    results = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            results[name].append(measure(*command))
    return results


def medians(results):
    return {name: [statistics.median(column) for column in zip(*rows)] for name, rows in results.items()}


def percentile(values, part):
    """The smallest value that so many of a hundred do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * part / 100) - 1)]


def table(title, heads, rows):
    width = max(20, *(len(name) + 2 for name in rows))
    print(f'\n{title}')
    print(f"  {'':<{width}}" + ''.join(f'{head:>16}' for head in heads))
    for name, cells in rows.items():
        print(f'  {name:<{width}}' + ''.join(f'{cell:>16}' for cell in cells), flush=True)
