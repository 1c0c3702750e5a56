#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fit.py LEAVE-ONE-OUT HELP-FOLDER OUT.tsv FILE.jsonl...

Fits what each feature of a reply says for each cause (src/diagnose/learned.tsv): a logistic regression over all
labelled replies. First it leaves out sources and providers in turn, rules and weights alike, and prints what is right
without and with the weights. Nothing is written unless first causes and those within three rise in both.

Rows of files with "invented" or "spoken" in their name are learned from, but never judged: nobody sent them.

Wants numpy and scikit-learn (Debian: python3-sklearn); the build does not, it takes OUT.tsv.

    tests/diagnose/fit.py build/tests/diagnose/leave-one-out help/en src/diagnose/learned.tsv tests/diagnose/replies-*.jsonl
"""
import collections
import json
import math
import subprocess
import sys
import zlib

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

FOLDS = 8
STRENGTH = 1.0         # the larger, the freer the weights
SEEN_AT_LEAST = {'w': 2, 'b': 3}  # replies that have a word, a pair of words; others: 2
SCALE = 20             # weights are stored in twentieths
WEIGHT_LEAST = 3       # smaller ones are left out
POINTS_PER_UNIT, POINTS_LEAST, EVEN_ODDS = 67, -340, 50   # as in learned.c
PERCENT_CODES, PERCENT_WORDS, PERCENT_SURE, POINTS_SURE = 75, 64, 145, 300  # as in match.c, also the next line
POINTS_NO_WORDS, POINTS_UNWEIGHED, LETTERS_NEW = 40, 60, 12


def rows_of(program, group, help_folder, files):
    output = subprocess.run([program, group, help_folder, 'features', *files], capture_output=True, text=True)
    return [json.loads(line) for line in output.stdout.splitlines() if line.startswith('{')]


def is_kept(feature, count):
    return count >= SEEN_AT_LEAST.get(feature[0] if feature[1] == '=' else '', 2)


class Fit:
    """Weights in twentieths: those that are stored are those that are judged."""

    def __init__(self, rows, causes):
        seen = collections.Counter(feature for row in rows for feature in set(row['features']))
        data = [{feature: 1 for feature in row['features'] if is_kept(feature, seen[feature])} for row in rows]
        self.causes = causes
        self.table = DictVectorizer(dtype=numpy.float32)
        model = LogisticRegression(C=STRENGTH, max_iter=200)
        model.fit(self.table.fit_transform(data), [row['cause'] for row in rows])
        number = {cause: at for at, cause in enumerate(causes)}
        self.weights = numpy.zeros((len(causes), len(self.table.vocabulary_)))
        for cause, line in zip(model.classes_, model.coef_):
            self.weights[number[cause]] = line
        at = self.table.vocabulary_['all']
        for cause, value in zip(model.classes_, model.intercept_):
            self.weights[number[cause], at] += value
        absent = [number[cause] for cause in causes if cause not in set(model.classes_)]
        self.weights[absent, at] = -6
        self.weights = numpy.clip(numpy.rint(self.weights * SCALE), -127, 127)
        self.weights[numpy.abs(self.weights) < WEIGHT_LEAST] = 0

    def odds(self, rows):
        given = self.table.transform([{feature: 1 for feature in row['features']} for row in rows])
        total = given @ self.weights.T / SCALE
        return total - numpy.log(numpy.exp(total).sum(axis=1, keepdims=True))


def rules_points(value, has_words):
    if not has_words:
        return value * PERCENT_CODES / 100 - POINTS_NO_WORDS
    sure = max(value - POINTS_SURE, 0)
    return ((value - sure) * PERCENT_WORDS + sure * PERCENT_SURE) / 100


def can_be_alone(row):
    letters = sum(len(feature.encode()) - 2 for feature in row['features'] if feature.startswith('w='))
    coded = 'code0=0' not in row['features']
    return coded and letters >= LETTERS_NEW


def ranked(row, odds, causes):
    """As match_all does it."""
    totals = dict(row['totals'])
    if odds is None:
        return sorted(totals, key=lambda cause: (cause not in row['words'], -totals[cause]))
    whole = dict(zip(causes, numpy.maximum(POINTS_PER_UNIT * (odds + math.log(EVEN_ODDS)), POINTS_LEAST)))
    totals = {cause: rules_points(value, cause in row['words']) +
              (POINTS_UNWEIGHED if cause in row['said'] else whole.get(cause, POINTS_UNWEIGHED))
              for cause, value in totals.items()}
    if can_be_alone(row):
        totals.update({cause: value - POINTS_NO_WORDS for cause, value in whole.items() if cause not in totals})
    if max(totals.values(), default=0) <= 0:
        totals = row['totals']
    return sorted((cause for cause in totals if totals[cause] > 0), key=lambda cause: -totals[cause])


def share_right(rows, answers, within):
    return 100 * sum(row['cause'] in answer[:within] for row, answer in zip(rows, answers)) / len(rows)


def check(rows, everything, causes):
    before, after, order = [], [], []
    for fold in range(FOLDS):
        left_out = [row for row in rows if zlib.crc32(row['group'].encode()) % FOLDS == fold]
        names = {row['id'] for row in left_out}
        fitted = Fit([row for row in everything if row['id'] not in names], causes)
        for row, odds in zip(left_out, fitted.odds(left_out)):
            order.append(row)
            before.append(ranked(row, None, causes))
            after.append(ranked(row, odds, causes))
    return [round(share_right(order, answers, within), 1) for answers in (before, after) for within in (1, 3)]


def write(path, fitted, figures):
    with open(path, 'w', encoding='utf-8') as out:
        print('# Made by tests/diagnose/fit.py. A feature, then causes with log-odds in twentieths.', file=out)
        print('# Right with sources left out: %.1f %% first, %.1f %% within three; providers: %.1f %%, %.1f %%' % figures, file=out)
        for feature, at in sorted(fitted.table.vocabulary_.items()):
            pairs = [(cause, int(value)) for cause, value in zip(fitted.causes, fitted.weights[:, at]) if value != 0]
            if pairs:
                print(feature + '\t' + ' '.join(f'{cause} {value}' for cause, value in pairs), file=out)


def main():
    program, help_folder, path, *files = sys.argv[1:]
    invented = [file for file in files if 'invented' in file or 'spoken' in file]
    found = [file for file in files if file not in invented]
    extra = rows_of(program, 'none', help_folder, invented) if invented else []
    rows = {group: rows_of(program, group, help_folder, found) for group in ('source', 'provider')}
    everything = rows['source'] + extra
    causes = sorted({row['cause'] for row in everything})
    figures, better = (), True
    for group in rows:
        now = check(rows[group], everything, causes)
        print('%s: without %.1f %% first, %.1f %% within three; with %.1f %%, %.1f %%' % (group, *now), flush=True)
        better = better and now[2] > now[0] and now[3] > now[1]
        figures += tuple(now[2:])
    if not better:
        sys.exit('the weights make nothing better: not written')
    write(path, Fit(everything, causes), figures)


main()
