#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fit.py LEAVE-ONE-OUT HELP-FOLDER OUT.tsv FILE.jsonl...

Fits what each feature of a reply says for each cause (src/diagnose/learned.tsv): a logistic regression over all
labelled replies, strongly regularised. First it leaves out sources and providers in turn, rules and weights alike, and
prints what is right without and with the weights. Nothing is written unless both shares of right first causes rise.

    tests/diagnose/fit.py build/tests/diagnose/leave-one-out help/en src/diagnose/learned.tsv tests/diagnose/replies-*.jsonl
"""
import collections
import json
import math
import random
import subprocess
import sys
import zlib

FOLDS = 4
EPOCHS = 20
RATE = 0.15
REGULAR = 0.01         # what each step takes off a weight
SEEN_AT_LEAST = 2      # replies that have a feature
SCALE = 20             # weights are stored in twentieths
WEIGHT_LEAST = 3       # smaller ones are left out
POINTS_PER_UNIT = 30   # as in learned.c and match.c, also the next line
POINTS_LEAST, POINTS_MOST, POINTS_NEW, EVEN_ODDS = -150, 100, 20, 20
LETTERS_NEW = 12       # as in match.c: with fewer the whole makes no new candidate


def rows_of(program, group, help_folder, files):
    output = subprocess.run([program, group, help_folder, 'features', *files], capture_output=True, text=True)
    return [json.loads(line) for line in output.stdout.splitlines() if line.startswith('{')]


def odds(weights, features, count):
    total = [0.0] * count
    for feature in features:
        for cause, weight in enumerate(weights.get(feature, ())):
            total[cause] += weight
    most = max(total)
    shares = [math.exp(value - most) for value in total]
    whole = sum(shares)
    return [share / whole for share in shares]


def fit(rows, causes):
    number = {cause: at for at, cause in enumerate(causes)}
    seen = collections.Counter(feature for row in rows for feature in set(row['features']))
    data = [(sorted({f for f in row['features'] if seen[f] >= SEEN_AT_LEAST}), number[row['cause']]) for row in rows]
    weights = {feature: [0.0] * len(causes) for feature in seen if seen[feature] >= SEEN_AT_LEAST}
    squares = {feature: [0.1] * len(causes) for feature in weights}
    dice = random.Random(1)
    for _ in range(EPOCHS):
        dice.shuffle(data)
        for features, right in data:
            error = odds(weights, features, len(causes))
            error[right] -= 1
            active = [cause for cause, value in enumerate(error) if abs(value) > 0.001]
            for feature in features:
                weight, square = weights[feature], squares[feature]
                for cause in active:
                    slope = error[cause] + REGULAR * weight[cause]
                    square[cause] += slope * slope
                    weight[cause] -= RATE * slope / math.sqrt(square[cause])
    return weights


def points(share):
    value = POINTS_PER_UNIT * math.log(max(share, 1e-9) * EVEN_ODDS)
    return min(POINTS_MOST, max(POINTS_LEAST, value))


def ranked(row, shares, causes):
    totals = dict(row['totals'])
    alone = sum(len(feature.encode()) - 2 for feature in row['features'] if feature.startswith('w=')) >= LETTERS_NEW
    if shares is not None:
        for cause, share in zip(causes, shares):
            value = points(share)
            if cause in totals or (alone and value >= POINTS_NEW):
                totals[cause] = totals.get(cause, 0) + value
    return sorted((cause for cause in totals if totals[cause] > 0), key=lambda cause: -totals[cause])


def share_right(rows, answers, within):
    return 100 * sum(row['cause'] in answer[:within] for row, answer in zip(rows, answers)) / len(rows)


def check(rows, everything, causes):
    before, after, order = [], [], []
    for fold in range(FOLDS):
        left_out = [row for row in rows if zlib.crc32(row['group'].encode()) % FOLDS == fold]
        names = {row['id'] for row in left_out}
        weights = fit([row for row in everything if row['id'] not in names], causes)
        for row in left_out:
            order.append(row)
            before.append(ranked(row, None, causes))
            after.append(ranked(row, odds(weights, row['features'], len(causes)), causes))
    figures = [share_right(order, answers, within) for answers in (before, after) for within in (1, 3)]
    print('without: %.1f %% first, %.1f %% within three; with: %.1f %%, %.1f %%' % tuple(figures), flush=True)
    return figures[2] > figures[0]


def write(path, weights, causes):
    with open(path, 'w', encoding='utf-8') as out:
        print('# Made by tests/diagnose/fit.py. A feature, then causes with log-odds in twentieths.', file=out)
        for feature in sorted(weights):
            pairs = [(cause, round(weight * SCALE)) for cause, weight in zip(causes, weights[feature])]
            pairs = [(cause, max(-127, min(127, value))) for cause, value in pairs if abs(value) >= WEIGHT_LEAST]
            if pairs:
                print(feature + '\t' + ' '.join(f'{cause} {value}' for cause, value in pairs), file=out)


def main():
    program, help_folder, path, *files = sys.argv[1:]
    rows = {group: rows_of(program, group, help_folder, files) for group in ('source', 'provider')}
    causes = sorted({row['cause'] for row in rows['source']})
    better = [print(group, end=', ') or check(rows[group], rows['source'], causes) for group in rows]
    if not all(better):
        sys.exit('the weights make nothing better: not written')
    write(path, fit(rows['source'], causes), causes)


main()
