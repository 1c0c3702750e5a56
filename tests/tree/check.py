#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py BUILD: rules of this project that a compiler does not know, as TAP. Each finding names file and line."""
import concurrent.futures
import json
import re
import shlex
import shutil
import subprocess
import sys

import tree

sys.path.insert(0, str(tree.ROOT / 'src'))
import layers  # noqa: E402 - src/layers.py

# A library's header, and the folder that alone may use it.
ROOMS = {
    r'n?curses(w)?\.h|panel\.h|term\.h': 'src/ui/',
    r'libesmtp\.h|auth-client\.h|auth-plugin\.h': 'src/engine/',
    r'gsasl\.h|gssapi/.*\.h|krb5\.h': 'src/sasl/',
    r'ares.*\.h': 'src/wire/',
}
# Built for a test alone, with that test's folder in its path.
TEST_HOOKS = ('hijack.h',)
PURE = ('src/smtp/', 'src/diagnose/')  # no sockets, no clock of their own
BANNED = ('strcpy', 'strcat', 'sprintf', 'vsprintf', 'strtok', 'atoi', 'atol', 'gets', 'alloca')
FILE_LINES = 500
FUNCTION_LINES = 60
# The same contract everywhere, told once in HACKING.md.
FAMILIES = re.compile(r'_(init|finish|want|step|next)\s*\(')
# Written so that this file does not find itself.
SPDX = 'SPDX-License-' 'Identifier: GPL-3.0-or-later'
OUTSIDE = re.compile(r'/w[o]rk/|\.\./s[h]ared|/home/(?!user\b)\w|/tmp/w[t]/')


def at(path, line, finding):
    return f'{tree.name(path)}:{line}: {finding}'


def sources(under='src/'):
    return tree.files('.c', '.h', under=under)


def layer_of(path):
    parts = tree.name(path).split('/')
    return parts[1] if len(parts) > 2 else None


def layers_use_only_those_below():
    for path in sources():
        layer = layer_of(path)
        if layer is None:
            continue
        if layer not in layers.LAYERS:
            yield at(path, 1, f'{layer} is no layer')
            continue
        allowed = layers.may_use(layer)
        for line, mark, what in tree.includes(path):
            other = what.split('/')[0]
            if mark == '"' and '/' in what and other not in allowed:
                yield at(path, line, f'{layer} must not use {other}')
            elif mark == '"' and '/' not in what and what not in TEST_HOOKS and not (path.parent / what).exists():
                yield at(path, line, f'{layer} must not use {what}')


def libraries_stay_in_their_rooms():
    for path in sources():
        for line, mark, what in tree.includes(path):
            for header, room in ROOMS.items():
                if mark == '<' and re.fullmatch(header, what) and not tree.name(path).startswith(room):
                    yield at(path, line, f'<{what}> belongs in {room} alone')
            if mark == '<' and re.match(r'sys/socket|netinet/|poll\.h', what) and tree.name(path).startswith(PURE):
                yield at(path, line, f'<{what}>: this layer does no I/O')


def no_banned_calls():
    pattern = re.compile(r'\b(' + '|'.join(BANNED) + r')\s*\(')
    for path in sources():
        for number, line in enumerate(tree.code(path).splitlines(), 1):
            for call in pattern.findall(line):
                yield at(path, number, f'{call} has no place here')


def nothing_is_left_open():
    for path in sources():
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            if re.search(r'\b(TO[D]O|FIX[M]E|X[X]X)\b', line):
                yield at(path, number, 'left open')


def files_are_short():
    for path in sources():
        count = tree.text(path).count('\n')
        if count > FILE_LINES:
            yield at(path, 1, f'{count} lines: is there a second job in it?')


def functions_are_short():
    for path in tree.files('.c', under='src/'):
        for line, name, count in tree.functions(path):
            if count > FUNCTION_LINES:
                yield at(path, line, f'{name} has {count} lines')


def every_source_says_its_licence():
    for path in tree.files('.c', '.h', '.py', '.sh') + [tree.ROOT / 'dev', tree.ROOT / '.ci/run']:
        if tree.name(path).startswith('po/'):
            continue  # made by a script, for translators' tools
        lines = tree.text(path).splitlines() or ['']
        line = lines[1] if lines[0].startswith('#!') and len(lines) > 1 else lines[0]
        if SPDX not in line:
            yield at(path, 1, f'no {SPDX}')


def nothing_points_outside_the_tree():
    for path in tree.all_files():
        try:
            lines = tree.text(path).splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        for number, line in enumerate(lines, 1):
            found = OUTSIDE.search(line)
            if found:
                yield at(path, number, f'{found.group()} is not part of the project')


def security_names_what_is_there():
    path = tree.ROOT / 'SECURITY.md'
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        for place in re.findall(r'`((?:src|tests)/[\w./-]+)`', line):
            if not (tree.ROOT / place).exists():
                yield at(path, number, f'{place} is not there')


def every_source_is_built():
    listed = '\n'.join(tree.text(path) for path in tree.all_files() if path.name == 'meson.build')
    for path in tree.files('.c', under='src/'):
        if f"'{path.name}'" not in listed and f'/{path.name}' not in listed:
            yield at(path, 1, 'in no meson.build')


def prototype_lines(path):
    """(line number, first line) of each prototype in a header, found at nesting depth 0."""
    depth = 0
    statement, start = '', 0
    for number, line in enumerate(tree.code(path).splitlines(), 1):
        bare = line.strip()
        if not statement:
            start = number
        if depth == 0 and not bare.startswith('#'):
            statement += ' ' + bare
        depth += line.count('{') - line.count('}')
        if depth == 0 and (bare.endswith((';', '}')) or not bare or bare.startswith('#')):
            found = re.match(r'\s*(?!typedef|struct \w+;|enum|static inline)[\w\s*]+?\b\w+\s*\(.*\)[^{]*;$', statement)
            if found and 'extern' not in statement:
                yield start
            statement = ''


def has_contract(lines, number):
    """A comment beside it, or one at the head of the unbroken group that it stands in."""
    while number >= 1 and lines[number - 1].strip():
        if '/*' in lines[number - 1] or '*/' in lines[number - 1]:
            return True
        number -= 1
    return False


def every_prototype_has_a_contract():
    for path in tree.files('.h', under='src/'):
        lines = tree.text(path).splitlines()
        for number in prototype_lines(path):
            if not FAMILIES.search(lines[number - 1]) and not has_contract(lines, number):
                yield at(path, number, f'no word on {lines[number - 1].strip()}')


def flags_by_folder(build):
    """The compiler and the flags that matter to headers, for each folder that something is compiled from."""
    flags = {}
    with open(f'{build}/compile_commands.json', encoding='utf-8') as commands:
        for entry in json.load(commands):
            words = shlex.split(entry['command'])
            words = words[1:] if words[0].endswith('ccache') else words
            kept = [word for word in words if re.match(r'-(I|D|std=|isystem)', word)]
            flags.setdefault((tree.pathlib.Path(entry['directory']) / entry['file']).resolve().parent,
                             (words[0], kept, entry['directory']))
    return flags


def compile_alone(path, flags):
    known = [parent for parent in [path.parent, *path.parents] if parent in flags]
    if not known:
        return None
    compiler, words, folder = flags[known[0]]
    run = subprocess.run([compiler, *words, '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-x', 'c', '-'], cwd=folder,
                         input=f'#include "{path}"\n', text=True, capture_output=True)
    return at(path, 1, run.stderr.splitlines()[0]) if run.returncode else None


def headers_compile_alone():
    flags = flags_by_folder(sys.argv[1])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        findings = pool.map(lambda path: compile_alone(path, flags), tree.files('.h', under='src/'))
    return [finding for finding in findings if finding]


def sources_are_formatted():
    program = shutil.which('clang-format-14')
    paths = [path for path in tree.files('.c', '.h') if tree.name(path).startswith(('src/', 'tests/'))]
    run = subprocess.run([program, '--dry-run', '--Werror', *map(str, paths)], capture_output=True, text=True)
    places = re.findall(r'^(.+?):(\d+):\d+: error', run.stderr, re.M)
    for path, line in dict(reversed(places)).items():
        yield at(tree.pathlib.Path(path), line, 'clang-format would write it otherwise')


def shell_scripts_parse():
    for path in tree.files('.sh') + [tree.ROOT / 'dev', tree.ROOT / '.ci/run']:
        run = subprocess.run(['sh', '-n', str(path)], capture_output=True, text=True)
        if run.returncode:
            yield at(path, 1, run.stderr.strip())


def mechanism_names_stand_in_the_table_alone():
    """Sentences may name one, and libESMTP's plug-ins have their own spelling."""
    table = 'src/smtp/mechanism.h'
    names = re.findall(r'X\(\w+, "([A-Z0-9-]+)"', tree.text(tree.ROOT / table))
    assert names, f'{table} has no rows'
    name = '(?:' + '|'.join(sorted(map(re.escape, names), key=len, reverse=True)) + ')'
    literal = re.compile(f'"((?:AUTH )?{name}(?:[ ,]+{name})*[ ,]*)"')
    for path in sources():
        if tree.name(path) == table:
            continue
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            for found in literal.findall(line):
                yield at(path, number, f'"{found}": ask {table}')


CHECKS = (layers_use_only_those_below, libraries_stay_in_their_rooms, no_banned_calls, nothing_is_left_open,
          files_are_short, functions_are_short, every_source_says_its_licence, nothing_points_outside_the_tree,
          security_names_what_is_there, every_source_is_built, every_prototype_has_a_contract, headers_compile_alone,
          sources_are_formatted, shell_scripts_parse, mechanism_names_stand_in_the_table_alone)


def main():
    print(f'1..{len(CHECKS)}')
    failed = 0
    for number, check in enumerate(CHECKS, 1):
        if check is sources_are_formatted and not shutil.which('clang-format-14'):
            print(f'ok {number} - {check.__name__} # SKIP clang-format-14 is not installed')
            continue
        findings = list(check())
        failed += bool(findings)
        print(f"{'not ok' if findings else 'ok'} {number} - {check.__name__}")
        for finding in findings:
            print(f'#   {finding}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
