#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""login.py [PROGRAM]: what each mechanism costs: CPU of SCRAM-SHA-256 beside msmtp's, and round trips to a 235.

Prints figures, judges nothing.
"""
import argparse
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/real'))

import box
import certs
import cost
import distance
import exim
import postfix
import rivals
from figures import in_turns, medians, table

ONE_WAY = 0.05  # seconds; nobody speaks twice in that time without having heard
ROUNDS = 2
GREETING = 0.5  # it comes by itself
AFTER = 2  # the verdict: QUIT, and the end of TLS

# Round trips that a mechanism needs beyond PLAIN with its initial response: what the server asks, one each.
# A response that does not fit 512 bytes waits for a 334 of its own (RFC 4954, 4): tokens and tickets do.
MORE = {
    'PLAIN': 0,          # the response stands in the AUTH line
    'LOGIN': 2,          # name, password
    'CRAM-MD5': 1,       # the challenge
    'DIGEST-MD5': 2,     # the challenge, the server's proof
    'SCRAM-SHA-1': 2,    # the server's nonce, its proof
    'SCRAM-SHA-256': 2,
    'XOAUTH2': 1,        # the 334 for a long token
    'OAUTHBEARER': 1,
    'GSSAPI': 3,         # the 334 for a long ticket, the server's proof, its layers
    'EXTERNAL': 0,
}


def secret(folder, name, text):
    return rivals.write(folder / name, f'{text}\n')


def show_cost(program, folder, authority, port, rounds):
    commands = {f'{name}, {mechanism}': make for mechanism in ('PLAIN', 'SCRAM-SHA-256') for name, make in (
        ('mailmedic check', ([*rivals.mailmedic(program, folder, authority, port)[0], '-a', mechanism], None)),
        ('msmtp', rivals.msmtp(folder, authority, port, mechanism.lower())))}
    spent = medians(in_turns(commands, rounds, lambda *run: [cost.cpu_seconds(*run)]))
    table('535 over STARTTLS (postfix + dovecot, 4096 iterations), all processes together', ('CPU ms',),
          {name: (f'{cpu * 1e3:.1f}',) for name, (cpu,) in spent.items()})


def command(program, folder, authority, mechanism, given):
    arguments = [program, 'check', box.USER, '--tls-ca-path', authority, '-a', mechanism, *given]
    if not any(word.startswith(('--auth-token', '--tls-cert')) for word in given) and mechanism != 'GSSAPI':
        arguments += ['--auth-password-file', secret(folder, 'right', box.PASSWORD)]
    return arguments


def ways_in(near, folder, authority):
    """{mechanism: (server, listener, options, variables)}"""
    token = ('--auth-token-file', secret(folder, 'token', near.dovecot.issuer.sign()))
    kerberos = near.dovecot.kerberos
    tickets = {'KRB5_CONFIG': kerberos.settings, 'KRB5CCNAME': kerberos.log_in('bench')}
    ways = {mechanism: ((), {}) for mechanism in MORE if mechanism != 'EXTERNAL'}
    ways.update({'XOAUTH2': (token, {}), 'OAUTHBEARER': (token, {}), 'GSSAPI': ((), tickets)})
    return ways


def show_trips(program, folder, authority, near, other):
    far = distance.FarServer(near.ports['submission'], ONE_WAY)
    own = distance.FarServer(other.ports['certificate'], ONE_WAY)
    ways = {mechanism: (far, *way) for mechanism, way in ways_in(near, folder, authority).items()}
    ways['EXTERNAL'] = (own, ('--tls-cert', str(pathlib.Path(authority).parent / 'user.pem')), {})
    rows = {}
    for mechanism, (server, given, variables) in ways.items():
        words = ['env', *(f'{name}={value}' for name, value in variables.items()),
                 *command(program, folder, authority, mechanism, given), '-s', f'localhost:{server.port}']
        counted = min(server.count_flights(words) for _ in range(ROUNDS))
        rows[mechanism] = (f'{distance.LEAST + MORE[mechanism]:.1f}', f'{counted + GREETING - AFTER:.1f}')
    far.close()
    own.close()
    table('235 over STARTTLS (TLS 1.3), in round trips', ('the least', 'counted'), rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program', nargs='?', default=ROOT / 'build/src/mailmedic', type=pathlib.Path)
    parser.add_argument('--rounds', type=int, default=20)
    options = parser.parse_args()
    program = str(options.program.resolve())
    with box.Box() as home:
        certificates = certs.make_all(home.folder / 'certs')
        near, other = postfix.Postfix(home, certificates), exim.Exim(home, certificates)
        authority = str(certificates / 'ca.pem')
        show_cost(program, home.folder, authority, near.ports['submission'], options.rounds)
        show_trips(program, home.folder, authority, near, other)


if __name__ == '__main__':
    try:
        main()
    except box.Missing as missing:
        sys.exit(str(missing))
