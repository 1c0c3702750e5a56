#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes scenario files as C arrays: embed.py OUTPUT FILE..."""
import pathlib
import sys


def array(index, path):
    data = path.read_bytes()
    lines = [", ".join(str(byte) for byte in data[at:at + 24]) for at in range(0, len(data), 24)]
    return f"static const unsigned char file_{index}[] = {{\n\t" + ",\n\t".join(lines) + ",\n};\n"


def main():
    output, paths = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
    parts = ['/* Generated from the scenario files; do not edit. */\n#include "practice/library.h"\n\n']
    parts += [array(index, path) for index, path in enumerate(paths)]
    parts.append("\nconst struct library_file library_files[] = {\n")
    parts += [f'\t{{"{path.stem}", file_{index}, sizeof(file_{index})}},\n' for index, path in enumerate(paths)]
    parts.append("};\nconst size_t library_file_count = sizeof(library_files) / sizeof(library_files[0]);\n")
    output.write_text("".join(parts))


main()
