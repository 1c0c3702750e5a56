# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs, each brought to where it is measured: its command and the steps of keytime that lead there."""
import collections
import json
import shutil
import subprocess

import servers

# `keys` move the selection to and fro; `watch` says where that is seen.
Scene = collections.namedtuple('Scene', 'command ready watch keys')

DOWN, UP, PAGE_DOWN, PAGE_UP = '\x1bOB', '\x1bOA', '\x1b[6~', '\x1b[5~'
STEPS = 'colour=2,0,6'  # the steps of a walk: the bar of the selected one begins in column 0
RECORDED_LINES = 20000
HISTORY = 300  # commits, mails


def make_history(folder):
    """A repository and a mailbox, the same each time, and no settings of the user."""
    subprocess.run(['git', 'init', '-q', '-b', 'main', folder / 'tree'], check=True)
    commits = ''.join(f'commit refs/heads/main\ncommitter A <a@example.test> {1600000000 + number} +0000\n'
                      f'data <<END\nChange {number}\nEND\n' for number in range(HISTORY))
    subprocess.run(['git', '-C', folder / 'tree', 'fast-import', '--quiet'], input=commits.encode(), check=True)
    for part in ('cur', 'new', 'tmp'):
        (folder / 'mails' / part).mkdir(parents=True)
    for number in range(HISTORY):
        (folder / f'mails/cur/{number}:2,S').write_text(
            f'From: a@example.test\nSubject: Mail {number}\nDate: Mon, 16 Nov 2020 00:00:00 +0000\n'
            f'Message-ID: <{number}@example.test>\n\nHello.\n')
    (folder / 'muttrc').write_text(f'set folder={folder} move=no\n')


def make_recording(program, folder):
    """The recording of a flooded walk, its filler repeated until the transcript is as long as it may be."""
    path = folder / 'flood.rec'
    with servers.Flood() as server:
        subprocess.run([program, 'check', 'joe@example.test', '-s', server.address, '-q', 'TLS', '--record', path],
                       stdout=subprocess.DEVNULL, check=False)
    lines = path.read_text().splitlines(keepends=True)
    filler = next(place for place, line in enumerate(lines) if 'FILLER' in line)
    event = json.loads(lines[filler])
    lines[filler:filler] = [json.dumps({**event, 'text': f'220-FILLER {number} of the recording'}) + '\n'
                            for number in range(RECORDED_LINES - len(lines))]
    path.write_text(''.join(lines))
    return str(path)


def bare(folder):
    return Scene([str(folder / 'bare')], ['wait=ready'], 'colour=0,0,2', 'jk')


def start(program, *words):
    """The first screen: `practice` has the focus in its list."""
    return Scene([program, *words], ['wait=practise'], 'colour=7,0,10', 'jk')


def failure(program):
    return Scene([program, 'practice', 'greeting-421-overloaded'], ['wait=r Again'], None, None)


def countdown(program):
    scene = failure(program)
    return scene._replace(ready=[*scene.ready, 'send=1', 'wait=left'])


def walk(program, server):
    return Scene([program, 'joe@example.test', '-s', server.address, '--timeout', '300'],
                 ['wait=Settings for', 'send=\r', 'wait=waiting for'], STEPS, 'jk')


def flood(program, server):
    """Walked once already; `r` walks again; `k` takes the selection, which else follows the steps."""
    return Scene([program, 'joe@example.test', '-s', server.address],
                 ['wait=Settings for', 'send=\r', 'wait=r Again'], STEPS, 'jk')


def replay(program, recording):
    """The transcript of a long recording, to turn its pages."""
    to_lines = ['wait=s Save', 'send=q', 'wait=e Explain', 'send=\t\t', 'wait=f Filter']
    return Scene([program, 'replay', recording], to_lines, 'text=11,0,11', 'b ')


def rivals(folder):
    return {'tig': Scene(['tig', '-C', str(folder / 'tree')], ['wait=Change'], 'colour=0,0,22', 'jk'),
            'mutt': Scene(['mutt', '-n', '-F', str(folder / 'muttrc'), '-R', '-f', str(folder / 'mails')],
                          ['wait=Msgs', 'send==', 'wait=Mail 1'], 'colour=1,0,20', 'jk'),
            'htop': Scene(['htop'], ['wait=PID'], 'colour=8,0,14', (DOWN, UP))}


def pages(program, recording, folder):
    """Screens full of text of which the pages turn: of a long recording, and in the rivals' lists."""
    others = rivals(folder)
    return {'mailmedic, a recording': replay(program, recording),
            'tig': others['tig']._replace(watch='text=0,0,22', keys=(PAGE_DOWN, PAGE_UP)),
            'mutt': others['mutt']._replace(watch='text=1,0,20', keys=(PAGE_DOWN, PAGE_UP))}


def is_installed(scene):
    return shutil.which(scene.command[0]) is not None
