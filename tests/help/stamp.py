#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks translated topics as made from the English text of today.

    tests/help/stamp.py FILE...     these files, after they were brought up to date
    tests/help/stamp.py --new       those that have no mark yet
    tests/help/stamp.py --stale     lists those whose English text has changed since
"""
import sys

from topics import HELP, Topic, translations


def every():
    for folder in sorted(HELP.iterdir()):
        if folder.is_dir() and folder.name != "en":
            for path in translations(folder.name):
                yield Topic(path)


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    if arguments == ["--stale"]:
        for topic in every():
            if topic.english().exists() and topic.of() != Topic(topic.english()).stamp():
                print(topic.path.relative_to(HELP.parent))
        return
    chosen = [topic for topic in every() if topic.of() is None] if arguments == ["--new"] else map(Topic, arguments)
    for topic in chosen:
        if topic.english().exists():
            topic.set_of(Topic(topic.english()).stamp())
        else:
            print("%s has no English twin" % topic.path, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
