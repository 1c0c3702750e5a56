#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""strange.py PROGRAM: servers that lie or make no sense to a log-in with a real ticket (krb5-kdc) and to NTLM (gss-ntlmssp)."""
import argparse
import base64
import sys

import box
import certs
from client import Client
from fake_server import FakeServer
from kerberos import Kerberos
from tap import Tap, skip_all

CHALLENGE = b'NTLMSSP\0\2\0\0\0'
NTLM = {
    'nothing': (b'', 'bad-challenge'), 'noise': (b'\x1b[2J\xff\0', 'bad-challenge'), 'half a message': (CHALLENGE, 'bad-challenge'),
    'names beyond its end': (CHALLENGE + b'\xff' * 44, 'bad-challenge'), 'its own kind': (b'NTLMSSP\0\1\0\0\0' + b'\0' * 40, 'bad-challenge'),
}
TICKETS = {
    'nothing': (b'', 'bad-challenge'), 'noise': (b'\x1b[2J\xff\0', 'bad-challenge'), 'a token of no ticket': (b'`\x82' + b'\x01' * 60, 'bad-challenge'),
    '235 in place of the proof': (None, 'sasl-no-proof'),
}


def answer(mechanism, text):
    """Goes along until the proof is due, and then says `text` for ever, or agrees where there is none."""
    def script(peer):
        peer.hello(b'250-strange\r\n250 AUTH ' + mechanism + b'\r\n', b'220 strange\r\n')
        peer.expect(b'AUTH ')
        peer.say(b'334 \r\n')
        while (line := peer.line()) not in (b'*', b'QUIT'):
            peer.say(b'235 ok\r\n' if text is None else b'334 ' + base64.b64encode(text) + b'\r\n')
        peer.say(b'501 cancelled\r\n' if line == b'*' else b'221 bye\r\n')
        peer.end()
    return script


def try_all(tap, client, mechanism, cases, run):
    for title, (text, problem) in cases.items():
        def check(text=text, problem=problem):
            server = FakeServer(answer(mechanism.encode(), text))
            result = run('localhost', server.port, box.PASSWORD, '--auth', mechanism, '--tls', 'none')
            server.stop()
            heard = server.peers[0].commands()
            got = (result.exit, result.verdict['problem'], result.shows(box.PASSWORD), [line for line in heard if line.startswith(b'MAIL')])
            if got != (28, problem, False, []):
                raise AssertionError(f'{got}\n{result.describe()}')
        tap.check(f'{mechanism}: {title}', check)


def try_both(tap, program, home):
    client = Client(program, home.folder, certs.make_all(home.folder / 'certs') / 'ca.pem')
    if not client.gss_helper().exists():
        raise box.Missing('built without GSS-API')
    kerberos = Kerberos(home)
    client.variables = {'KRB5_CONFIG': str(kerberos.settings), 'KRB5CCNAME': str(kerberos.log_in('good'))}
    try_all(tap, client, 'GSSAPI', TICKETS, client.check_without)
    client.variables = {'MAILMEDIC_GSS': client.ntlm_helper(home.folder)}
    try_all(tap, client, 'NTLM', NTLM, client.check)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    options = parser.parse_args()
    tap = Tap()
    try:
        with box.Box() as home:
            try_both(tap, options.program, home)
    except box.Missing as missing:
        return skip_all(missing)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
