#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""analyse.py BUILD TOOL...: static analysis as TAP. A finding fails unless explained.txt explains it.

TOOL is cppcheck, gcc (its -fanalyzer) or clang-tidy. An explanation that explains nothing fails as well, and so does a
tool that does not find the faults of planted.c.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLANTED = HERE / 'planted.c'
JOBS = os.cpu_count() or 1

# Findings of cppcheck that are not asked for.
CPPCHECK_LEAVES_OUT = {
    'missingIncludeSystem': "it knows the C library by its own description",
    'readdirCalled': "a folder is read by one thread",
    'usleepCalled': "it is there",
    'variableScope': "what a function uses is declared at its head",
}


class Finding(NamedTuple):
    path: str
    check: str
    line: int
    text: str

    def code(self):
        """The line that it is about."""
        lines = (ROOT / self.path).read_text(encoding='utf-8').splitlines()
        return lines[self.line - 1].strip() if 0 < self.line <= len(lines) else ''


def place(path, folder):
    """The path as it is written in the project; None outside it."""
    found = pathlib.Path(os.path.normpath(pathlib.Path(folder) / path))
    return found.relative_to(ROOT).as_posix() if found.is_relative_to(ROOT) else None


# --- what to look at --------------------------------------------------------------------------------------

def compilations(build, *under):
    """One command for each source below these folders: (path, words, folder)."""
    found = {}
    with open(f'{build}/compile_commands.json', encoding='utf-8') as commands:
        for entry in json.load(commands):
            path = place(entry['file'], entry['directory'])
            if path and path.startswith(under):
                words = shlex.split(entry['command'])
                found[path] = (path, words[words[0].endswith('ccache'):], entry['directory'])
    return list(found.values())


def planted_like(compilation):
    """The planted faults, compiled as that source is."""
    path, words, folder = compilation
    return (place(PLANTED, ROOT), [str(PLANTED) if place(word, folder) == path else word for word in words], folder)


def in_parallel(look, compilations):
    by_size = sorted(compilations, key=lambda one: -(ROOT / one[0]).stat().st_size)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        return [finding for findings in pool.map(look, by_size) for finding in findings]


def run(words, folder):
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def or_trouble(findings, done, path):
    """A tool that fails without a word on a source has not looked at it."""
    if done.returncode and not findings:
        return [Finding(path, 'failed', 1, ' '.join((done.stderr or done.stdout).split())[-300:])]
    return findings


# --- the tools --------------------------------------------------------------------------------------------

def gcc_look(compilation):
    path, words, folder = compilation
    words = [word for word in words if word != '-Werror']
    words[0] = 'gcc'
    words[words.index('-o') + 1] = os.devnull
    words[words.index('-MF') + 1] = os.devnull
    done = run([*words, '-fanalyzer', '-fdiagnostics-format=json'], folder)
    findings = []
    for line in done.stderr.splitlines():
        for diagnostic in json.loads(line) if line.startswith('[') else []:
            caret = diagnostic['locations'][0]['caret']
            file = place(caret['file'], folder)
            if file:
                findings.append(Finding(file, diagnostic.get('option', 'failed'), caret['line'], diagnostic['message']))
    return or_trouble(findings, done, path)


def read_lines(output, folder):
    for path, line, text, check in re.findall(r'^(.+?):(\d+):\d+: \w+: (.*) \[([^\]\s]+)\]$', output, re.M):
        path = place(path, folder)
        if path:
            yield Finding(path, check.split(',')[0], int(line), text)


def database(compilations):
    """A folder with the commands, each source once; the caller removes it."""
    folder = tempfile.TemporaryDirectory(prefix='mailmedic-analysis-')
    entries = [{'file': str(ROOT / path), 'directory': where,
                'command': shlex.join(word for word in words if word != '-Werror')} for path, words, where in compilations]
    pathlib.Path(folder.name, 'compile_commands.json').write_text(json.dumps(entries), encoding='utf-8')
    return folder


def clang_tidy(compilations):
    with database(compilations) as commands:
        def look(compilation):
            done = run([program('clang-tidy'), '-p', commands, '--quiet', str(ROOT / compilation[0])], ROOT)
            return or_trouble(list(read_lines(done.stdout, compilation[2])), done, compilation[0])

        return in_parallel(look, compilations)


def cppcheck(compilations):
    left_out = [f'--suppress={check}' for check in CPPCHECK_LEAVES_OUT]
    with database(compilations) as commands:
        done = run(['cppcheck', f'--project={commands}/compile_commands.json', f'-j{JOBS}', '--quiet',
                    '--enable=warning,style,performance,portability', '--library=posix', *left_out,
                    '--template={file}:{line}:{column}: {severity}: {message} [{id}]'], ROOT)
    return or_trouble(list(read_lines(done.stderr, ROOT)), done, compilations[0][0])


# How to run it, where it looks, and which explanations are for it.
TOOLS = {
    'cppcheck': (cppcheck, ('src/', 'tests/'), r'\w+'),
    'gcc': (lambda compilations: in_parallel(gcc_look, compilations), ('src/', 'tests/'), r'-W.*'),
    'clang-tidy': (clang_tidy, ('src/',), r'[a-z]+-.*'),
}
# The versions that explained.txt was written for, those of Debian 12. Others find other things in the same code, and
# one release's word is enough.
VERSIONS = {'cppcheck': r'Cppcheck 2\.10\b', 'gcc': r'\b12\.\d+\.\d+$', 'clang-tidy': r'LLVM version 14\.'}


def program(tool):
    """Its path, of the version that explained.txt was written for where there is one; None: not installed."""
    return shutil.which(f'{tool}-14') or shutil.which(tool)


def why_not(tool):
    """Why it cannot run here; '' when it can."""
    if not program(tool):
        return f'{tool} is not installed'
    says = subprocess.run([program(tool), '--version'], capture_output=True, text=True, check=False).stdout
    if not re.search(VERSIONS[tool], says.splitlines()[0] if tool == 'gcc' else says):
        return f'explained.txt is about another version of {tool} than this one'
    return ''


# --- what is explained ------------------------------------------------------------------------------------

class Explanation(NamedTuple):
    path: str
    check: str
    code: str
    reason: str

    def explains(self, finding):
        return (self.path, self.check) == (finding.path, finding.check) and self.code in ('*', finding.code())


def read_explanations():
    """`PATH: CHECK: LINE OF CODE`, then the reason, indented; LINE OF CODE may be `*`."""
    text = re.sub(r'^#.*\n', '', (HERE / 'explained.txt').read_text(encoding='utf-8'), flags=re.M)
    for path, check, code, reason in re.findall(r'^(\S+): (\S+): (.+)\n((?:[ \t]+.*\n)*)', text, re.M):
        yield Explanation(path, check, code.strip(), ' '.join(reason.split()))


def report(number, findings, title):
    print(f"{'not ok' if findings else 'ok'} {number} - {title}")
    for finding in findings:
        print(f'#   {finding}')
    return bool(findings)


def judge(number, tool, build):
    look, under, owned = TOOLS[tool]
    sources = compilations(build, *under)
    findings = sorted(set(look(sources)))
    mine = [one for one in read_explanations() if re.fullmatch(owned, one.check)]
    bare = [f'{one.path}: {one.check}: no reason' for one in mine if len(one.reason.split()) < 3]
    open_ones = [f'{one.path}:{one.line}: {one.text} [{one.check}]\n#     {one.code()}' for one in findings
                 if not any(explanation.explains(one) for explanation in mine)]
    stale = [f'{one.path}: {one.check}: {one.code}' for one in mine
             if not any(one.explains(finding) for finding in findings)]
    planted = {finding.check for finding in look([planted_like(sources[0])])}
    missed = [check for check in re.findall(r'\* finds: (\S+)', PLANTED.read_text()) if re.fullmatch(owned, check)
              and check not in planted]
    failed = report(number, open_ones + bare, f'{tool} finds nothing in {len(sources)} sources that is not explained')
    failed |= report(number + 1, stale, f'what is explained is still found by {tool}')
    return failed | report(number + 2, missed, f'{tool} finds what was planted')


def main(build, *tools):
    reasons = list(filter(None, map(why_not, tools)))
    if reasons:
        print(f"1..0 # SKIP {'; '.join(reasons)}")
        return 0
    print(f'1..{3 * len(tools)}')
    return int(any([judge(1 + 3 * at, tool, build) for at, tool in enumerate(tools)]))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
