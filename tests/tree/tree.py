# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the project, and what the checks read out of C sources."""
import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
IGNORED = re.compile(r'^(build.*|\.git|__pycache__|subprojects)$')


def walk(folder):
    for path in sorted(folder.iterdir()):
        if IGNORED.match(path.name):
            continue
        if (path / 'meson-private').exists():
            continue  # a build, whatever its name
        if path.is_dir() and not path.is_symlink():
            yield from walk(path)
        else:
            yield path


@functools.lru_cache(None)
def all_files():
    """Every file of the project, without what is built."""
    return tuple(walk(ROOT))


def files(*suffixes, under=''):
    """The files with one of these endings; `under` is a folder such as 'src'."""
    return [path for path in all_files() if path.suffix in suffixes and name(path).startswith(under)]


def name(path):
    return path.relative_to(ROOT).as_posix()


@functools.lru_cache(None)
def text(path):
    return path.read_text(encoding='utf-8')


def blank_out(match):
    return re.sub(r'[^\n]', ' ', match.group())


@functools.lru_cache(None)
def code(path):
    """The text with comments and literals blanked; lines keep their numbers and lengths."""
    literals = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    comments = r'/\*.*?\*/|//[^\n]*'
    keep_includes = re.sub(r'^(\s*#\s*include[^\n]*)$', blank_out, text(path), flags=re.M)
    return re.sub(f'{literals}|{comments}', blank_out, keep_includes, flags=re.S)


def includes(path):
    """(line number, '"' or '<', what is included) for each #include."""
    for number, line in enumerate(text(path).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if found:
            yield number, found[1], found[2]


def functions(path):
    """(line number, name, lines) of each function: the project style opens and closes one in column 0."""
    lines = code(path).splitlines()
    start = None
    for number, line in enumerate(lines, 1):
        if line.rstrip() == '{':
            start = number
        elif line.rstrip() == '}' and start is not None:
            head = ' '.join(lines[max(0, start - 6):start - 1])
            found = re.findall(r'(\w+)\s*\(', head)
            yield start - 1, found[-1] if found else '?', number - start + 2
            start = None
