#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""steps.py [BUILD]: the longest step of mailmedic's loop under floods of all kinds, and how long Esc and Ctrl-C wait on the
screen. Prints figures, judges nothing."""
import argparse
import os
import pathlib
import re
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time

SOURCES = pathlib.Path(__file__).resolve().parent
for place in ('lib', 'hostile'):
    sys.path.insert(0, str(SOURCES.parent / place))

from certificates import HOST, Authority
from figures import table
from nameserver import Answer, NameServer
from servers import Server
from terminal_driver import Terminal
from tls_floods import Session

SECONDS = 2    # of a flood
PASSWORD = 'a flood of words'
ESC, CTRL_C = b'\x1b', b'\x03'
OVER = re.compile(rb'failed|What went wrong')
STOPPED = re.compile(rb'You stopped the run|What went wrong')
CHUNK = 100    # lines, records or datagrams at a time
ANSWERS_MAX = 4000  # A records in one answer: what 64 KiB hold

# A helper that sends the same without end: (descriptor, bytes). Descriptor 3 is the wire, 4 the control socket; of the
# log-in helper 4 alone.
HELPER = '#!/usr/bin/python3 -IS\nimport os\nwhile True:\n    os.write({}, {!r} * 4096)\n'
# One that greets first as the engine does, then floods.
ENGINE = '#!/usr/bin/python3 -IS\nimport os\nos.write(3, b"EHLO flood\\r\\n")\nwhile True:\n    os.write({}, {!r} * 4096)\n'


class Pours(Server):
    """Sends the same bytes again and again, as fast as they are taken, once it has said `answers`, one to a command."""

    def __init__(self, bytes_, answers=()):
        self.bytes, self.answers = bytes_, answers
        super().__init__()

    def play(self, peer):
        for answer in self.answers:
            peer.sendall(answer)
            peer.recv(4096)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            peer.sendall(self.bytes * CHUNK)


class PoursTls(Server):
    """The same after a handshake; `make` makes the records of a session."""

    def __init__(self, files, make):
        self.files, self.make = files, make
        super().__init__()

    def play(self, peer):
        peer.sendall(self.make(Session(peer, *self.files)))
        time.sleep(SECONDS)


class FloodingNameServer(threading.Thread):
    """Each question gets answers under a wrong number, as many as go out in that time."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        question, sender = self.socket.recvfrom(4096)
        answer = bytes([question[0] ^ 1, question[1], 0x81, 0x80]) + question[4:]
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for _ in range(CHUNK):
                self.socket.sendto(answer, sender)


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.polltime = folder / 'polltime.so'
        subprocess.run(['cc', '-O2', '-shared', '-fPIC', '-o', self.polltime, SOURCES / 'polltime.c'], check=True)
        (folder / 'password').write_text(PASSWORD)
        self.authority = Authority(str(folder))

    def helper(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(stat.S_IRWXU)
        return str(path)

    def run(self, *words, **variables):
        """(steps, longest ms, longest CPU ms) of one run, which is stopped when the flood is long over."""
        report = self.folder / 'report'
        report.unlink(missing_ok=True)
        environment = {'PATH': os.environ['PATH'], 'HOME': str(self.folder), 'LC_ALL': 'C.UTF-8',
                       'LD_PRELOAD': str(self.polltime), 'POLLTIME': str(report), **variables}
        process = subprocess.Popen([self.program, *words], env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(SECONDS + 2)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait(10)
        return report.read_text().split()

    def check(self, server, *words, **variables):
        words = ('joe@example.test', '-s', server.address, *words)
        with server:
            return [*self.run('check', *words, '--auth-password-file', str(self.folder / 'password'), **variables),
                    self.press(ESC, *words, **variables), self.press(CTRL_C, *words, **variables)]

    def press(self, key, *words, **variables):
        """On the screen: milliseconds from a key in the middle of the flood to what it does."""
        with Terminal(command=[self.program, *words], environment=variables) as terminal:
            terminal.until(b'Settings for the walk')
            terminal.send(b'\r')
            terminal.until(b'Transcript')
            terminal.read(SECONDS / 4)
            if OVER.search(terminal.bytes):
                return 'over before'
            terminal.bytes, begun = b'', time.monotonic()
            terminal.send(key)
            while not terminal.ended and not STOPPED.search(terminal.bytes) and time.monotonic() - begun < SECONDS:
                terminal.read_some(0.01)
            return f'{(time.monotonic() - begun) * 1000:.0f}'

    def check_name(self, port):
        return self.run('check', 'joe@example.test', '-s', 'mail.example.test', '-q', 'CONNECT',
                        MAILMEDIC_NAMESERVERS=f'127.0.0.1:{port}')


def line(text):
    return b'220-' + text + b'\r\n'


def floods_of_text(bench):
    word = PASSWORD.encode()
    hidden = b':'.join(bytes([byte]) for byte in word[:-1])
    for name, text in (('lines of 8 kB', b'x' * 8000), ('lines of 8 kB, blanks', b' ' * 8000),
                       ('lines of 8 kB, the password but for its end', word[:-1] * 500),
                       ('lines of 8 kB, the same with separators', hidden * 250),
                       ('lines of 8 kB, escapes', b'\x1b[1m' * 2000), ('lines of 8 kB, NUL', b'\0' * 8000),
                       ('short lines', b'x')):
        yield name, bench.check(Pours(line(text)))
    yield 'one line without end', bench.check(Pours(b'x' * 1024))
    yield 'replies nobody asked for', bench.check(Pours(b'250 x\r\n'))


def floods_of_tls(bench):
    files = (bench.authority.path('good.pem'), bench.authority.path('leaf.key'))
    implicit = ('--tls', 'implicit', '--tls-ca-path', bench.authority.path('root.pem'))
    yield 'TLS key updates', bench.check(PoursTls(files, lambda session: session.key_updates(100000)), *implicit)
    yield 'TLS records of one byte', bench.check(PoursTls(files, lambda session: session.records(line(b'x' * 200) * 500)),
                                                 *implicit)
    yield 'TLS handshake messages', bench.check(Pours(b'\x16\x03\x03\0\x04\0\0\0\0'), *implicit)


def floods_of_names(bench):
    yield 'DNS answers under a wrong number', bench.check_name(FloodingNameServer().port)
    many = [f'127.1.{number // 250}.{number % 250 + 1}' for number in range(ANSWERS_MAX)]
    yield f'DNS answer of {ANSWERS_MAX} addresses', bench.check_name(
        NameServer({'mail.example.test': Answer(a=many, truncated=True)}).port)


def floods_of_helpers(bench):
    ready = (b'220 mail.example.test ESMTP\r\n', b'250-mail.example.test\r\n250 AUTH PLAIN LOGIN\r\n')
    for name, text in (('questions of the engine', ENGINE.format(4, b'A\0\0')), ('lines of the engine', ENGINE.format(3, b'x\r\n')),
                       ('notes of the engine', ENGINE.format(4, b'n\0\1x'))):
        yield name, bench.check(Pours(b'', ready), '--tls', 'none', MAILMEDIC_ENGINE=bench.helper('engine', text))
    names = NameServer({}, default=Answer(a=['203.0.113.5']))  # public: no page is asked for at a private address
    yield 'lines of the helper for pages', bench.run('find', 'joe@example.test', '--ask', 'all',
                                                     MAILMEDIC_NAMESERVERS=f'127.0.0.1:{names.port}',
                                                     MAILMEDIC_FETCH=bench.helper('fetch', HELPER.format(4, b'redirect x\n')))
    yield 'what the log-in helper tells', bench.check(Pours(b'', ready), '--tls', 'none',
                                                      MAILMEDIC_SASL=bench.helper('sasl', HELPER.format(4, b'i\0\3a=b')))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build', nargs='?', default=SOURCES.parents[1] / 'build', type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='mailmedic-steps-') as name:
        bench = Bench(str((options.build / 'src/mailmedic').resolve()), pathlib.Path(name))
        rows = {}
        for kind in (floods_of_text, floods_of_tls, floods_of_names, floods_of_helpers):
            rows.update(kind(bench))
        table('The longest step of the loop under a flood', ('steps', 'longest ms', 'its CPU ms', 'Esc, ms', 'Ctrl-C, ms'), rows)


if __name__ == '__main__':
    main()
