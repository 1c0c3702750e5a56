# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `mailmedic check --format json` and looks for the password in everything that it prints."""
import base64
import dataclasses
import json
import os
import pathlib
import shlex
import subprocess

from box import USER
from terminal_driver import Terminal

PATIENCE = 120  # seconds; valgrind is slow


def spellings(password, user=USER):
    """The password as it must not appear: as is, in hex, in base64 at each offset, alone and as PLAIN."""
    raw = password.encode()
    found = {raw, raw.hex().encode(), base64.b64encode(b'\0' + user.encode() + b'\0' + raw)}
    for offset in range(3):
        # The first and last characters depend on the neighbours; those between do not.
        found.add(base64.b64encode(b'?' * offset + raw)[offset + 1:-4])
    return [spelling for spelling in found if len(spelling) > 4]


@dataclasses.dataclass
class Result:
    exit: int
    output: bytes
    errors: bytes

    @property
    def report(self):
        return json.loads(self.output)

    @property
    def verdict(self):
        return self.report['verdict']

    @property
    def code(self):
        reply = self.verdict['reply']
        return reply and int(reply['code'])

    @property
    def causes(self):
        return [diagnosis['id'] for diagnosis in self.report['diagnoses']]

    def lines(self, source):
        return [entry['line'] for entry in self.report['transcript'] if entry['from'] == source]

    def shows(self, password):
        return any(spelling in self.output + self.errors for spelling in spellings(password))

    def describe(self):
        return (self.output + b'\n' + self.errors).decode(errors='replace')


class Client:
    """The program under test, with the authority that it is to trust and a file for passwords."""

    def __init__(self, program, folder, authority):
        self.command = [*shlex.split(os.environ.get('MAILMEDIC_WRAPPER', '')), os.path.abspath(program)]
        self.password_file = folder / 'password'
        self.authority = authority
        self.variables = {}  # of the environment, in addition

    def gss_helper(self):
        """It need not have been built."""
        return pathlib.Path(self.command[-1]).with_name('sasl') / 'mailmedic-gss'

    def ntlm_helper(self, folder):
        """The helper with gss-ntlmssp from where it was unpacked to: its environment is its own."""
        modules = next(folder.glob('programs/usr/lib/*/gssntlmssp')).resolve()
        helper = folder / 'helper'
        (folder / 'mechanisms').write_text(f'ntlmssp 1.3.6.1.4.1.311.2.2.10 {modules}/gssntlmssp.so\n')
        helper.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={modules.parent} GSS_MECH_CONFIG={folder}/mechanisms exec {self.gss_helper()}\n')
        helper.chmod(0o755)
        return str(helper)

    def _arguments(self, server, port, options, form):
        options = list(options)
        if '--tls-ca-path' not in options:
            options += ['--tls-ca-path', str(self.authority)]
        if '--format' not in options:
            options += ['--format', form]
        return [*self.command, 'check', USER, '--server', f'{server}:{port}', *options]

    def check(self, server, port, password, *options, form='json'):
        with open(os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
            file.write(password + '\n')
        arguments = self._arguments(server, port, options, form) + ['--auth-password-file', str(self.password_file)]
        run = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
                             env={**os.environ, **self.variables})
        return Result(run.returncode, run.stdout, run.stderr)

    def check_token(self, server, port, token, *options):
        with open(os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
            file.write(token + '\n')
        arguments = self._arguments(server, port, options, 'json') + ['--auth-token-file', str(self.password_file)]
        run = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
                             env={**os.environ, **self.variables})
        return Result(run.returncode, run.stdout, run.stderr)

    def check_without(self, server, port, _, *options):
        """The same, with nothing to log in with but what the options name."""
        run = subprocess.run(self._arguments(server, port, options, 'json'), stdin=subprocess.DEVNULL,
                             capture_output=True, timeout=PATIENCE, start_new_session=True,
                             env={**os.environ, **self.variables})
        return Result(run.returncode, run.stdout, run.stderr)

    def check_on_terminal(self, server, port, answer, *options):
        """The same, asked for the password on a terminal; `answer` is typed at the prompt, None never.

        What appears on the terminal is given as the result's errors.
        """
        output = self.password_file.with_name('output')
        words = ['sh', '-c', 'exec "$@" >"$0"', str(output), *self._arguments(server, port, options, 'json')]
        with Terminal(command=words) as terminal:
            terminal.expect('ass')
            terminal.wait_for_echo(False)
            if answer is not None:
                terminal.send(answer.encode() + b'\n')
            code = terminal.finish(PATIENCE)
            return Result(code, output.read_bytes(), terminal.bytes)
