#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""animate.py SECONDS:FRAME.svg ... > out.svg: pictures of ansi2svg.py, all of one size, as one that plays them in turn.

What several frames have in common is in it once. It is CSS alone, so it plays where pictures are shown (no script)."""
import sys


def read(argument):
    seconds, path = argument.split(":", 1)
    with open(path, encoding="utf-8") as file:
        head, *elements, end = file.read().rstrip("\n").split("\n")
    assert head.startswith("<svg ") and end == "</svg>", path
    return float(seconds), head, elements


def collect(frames):
    """Each element with the frames that show it, cells' backgrounds first."""
    shown = {}
    for number, (_, _, elements) in enumerate(frames):
        for element in elements:
            shown.setdefault(element, []).append(number)
    return sorted(shown.items(), key=lambda item: not item[0].startswith("<rect"))


def keyframes(name, numbers, starts, total):
    """Shown from the start of each of its frames to the start of the next that is not."""
    steps, state = [], None
    for number, start in enumerate(starts):
        now = number in numbers
        if now != state:
            steps.append(f"{100 * start / total:.3f}%{{visibility:{'visible' if now else 'hidden'}}}")
        state = now
    still = "" if 0 in numbers else "visibility:hidden;"  # where nothing plays, the first frame is seen
    return f"@keyframes {name}{{{''.join(steps)}}}.{name}{{{still}animation:{name} {total:g}s step-end infinite}}"


def main():
    frames = [read(argument) for argument in sys.argv[1:]]
    starts = [sum(seconds for seconds, _, _ in frames[:number]) for number in range(len(frames))]
    total = sum(seconds for seconds, _, _ in frames)
    names, style, body, last = {}, [], [], None
    for element, numbers in collect(frames):
        key = tuple(numbers)
        if key not in names:
            names[key] = f"k{len(names)}"
            if len(key) < len(frames):
                style.append(keyframes(names[key], key, starts, total))
        if key != last:
            body.append(("</g>" if last else "") + f'<g class="{names[key]}">')
            last = key
        body.append(element)
    print("\n".join([frames[0][1], "<style>", *style, "</style>", *body, "</g>", "</svg>"]))


if __name__ == "__main__":
    main()
