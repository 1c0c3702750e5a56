#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bound.py PROGRAM: SCRAM tied to the encrypted connection (-PLUS), against dovecot 2.4 of Debian 13, in a root of its own.

No server of Debian 12 has it. TLS 1.3 is tied by tls-exporter, 1.2 by tls-unique; and with somebody in between, who ends the
encryption and begins another one, the log-in is refused that passes without the tie.
"""
import argparse
import select
import socket
import ssl
import sys
import threading

import box
import certs
from client import Client
from fake_server import FakeServer
from pipe import number_of
from tap import Tap
from terminal_driver import Terminal

CONFIG = '''
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols = submission
listen = 127.0.0.1
log_path = /run/bound/dovecot.log
base_dir = /run/bound/base
state_dir = /run/bound/base
hostname = localhost
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
mail_driver = maildir
mail_path = /run/bound/mail
auth_mechanisms = plain scram-sha-1 scram-sha-1-plus scram-sha-256 scram-sha-256-plus
auth_failure_delay = 0
ssl = required
ssl_min_protocol = TLSv1.2
ssl_server_cert_file = /run/bound/good.pem
ssl_server_key_file = /run/bound/good.key
passdb static {{
  password = {{PLAIN}}{password}
}}
userdb static {{
  fields {{
    uid = nobody
    gid = nogroup
    home = /run/bound/mail
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {port}
  }}
  inet_listener submissions {{
    port = 0
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
'''


OLD_TLS = '''
openssl_conf = settings
[settings]
ssl_conf = ssl
[ssl]
system_default = old
[old]
MaxProtocol = TLSv1.2
'''


class Dovecot24:
    """Its root is only looked into; what it writes is in a folder of memory, which is gone with it."""

    def __init__(self, home, authority):
        root = home.root.resolve().parent / 'trixie'
        if not (root / 'usr/sbin/dovecot').exists():
            raise box.Missing('dovecot 2.4 not unpacked: run tests/real/unpack_bound.sh build-servers')
        self.port, = box.free_ports(1)
        relay = FakeServer(self._relay).port
        self.folder = home.folder / 'bound'
        self.folder.mkdir()
        self.folder.chmod(0o755)
        for name in ('good.pem', 'good.key'):
            (self.folder / name).write_bytes((authority / name).read_bytes())
        (self.folder / 'mail').mkdir()
        (self.folder / 'mail').chmod(0o777)
        (self.folder / 'dovecot.conf').write_text(CONFIG.format(port=self.port, relay=relay, password=box.PASSWORD))
        enter = ('mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/run" && mkdir "$0/run/bound" && '
                 'mount --bind "$1" "$0/run/bound" && exec chroot "$0" /usr/sbin/dovecot -F -c /run/bound/dovecot.conf')
        self.process = home.start(['unshare', '--mount', 'sh', '-c', enter, root, self.folder], LD_LIBRARY_PATH='', LD_PRELOAD='')
        box.await_true('dovecot 2.4', lambda: box.accepts(self.port), self.process)

    @staticmethod
    def _relay(peer):
        """Dovecot hands mail on, and ends a session where it cannot."""
        peer.say(b'220 relay\r\n')
        while True:
            peer.say(b'221 bye\r\n' if peer.line() == b'QUIT' else b'250 relay\r\n')


class Between:
    """Ends the encryption with a certificate that the client trusts, and begins another one with the server. Who is `curt` hangs up
    together with the 235."""

    def __init__(self, port, authority, *, curt=False):
        self.target, self.authority, self.curt = port, authority, curt
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self._attend, args=(client,), daemon=True).start()

    @staticmethod
    def _answer(peer, *, until):
        """What comes up to the end of a reply."""
        said = b''
        while not said.endswith(b'\r\n') or said.splitlines()[-1][:4] != until:
            said += peer.recv(4096) or b'221 \r\n'
        return said

    def _attend(self, client):
        server = socket.create_connection(('127.0.0.1', self.target))
        client.sendall(self._answer(server, until=b'220 '))
        for until in (b'250 ', b'220 '):
            server.sendall(client.recv(4096))
            client.sendall(self._answer(server, until=until))
        own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own.load_cert_chain(self.authority / 'good.pem')
        client = own.wrap_socket(client, server_side=True)
        server = ssl._create_unverified_context().wrap_socket(server)
        self._pass_both_ways(client, server)

    def _pass_both_ways(self, client, server):
        """In one thread: OpenSSL's connections bear no reading beside writing. What comes may hold no data yet (a ticket of TLS)."""
        other = {client: server, server: client}
        try:
            while True:
                for one in select.select(other, (), ())[0]:
                    one.setblocking(False)
                    try:
                        data = one.recv(65536)
                    except ssl.SSLWantReadError:
                        continue
                    finally:
                        one.setblocking(True)
                    if not data:
                        return
                    other[one].sendall(data)
                    if self.curt and data.startswith(b'235 '):
                        return
        except OSError:
            pass
        finally:
            client.close()
            server.close()


def compare(client, port):
    """Plain mode: refused with the tie, and by the fix that is offered tried without."""
    words = [client.command[-1], box.USER, '--server', f'localhost:{port}', '--auth', 'SCRAM-SHA-256-PLUS', '--tls-ca-path',
             str(client.authority), '--plain']
    with Terminal(command=words) as session:
        def walk(question):
            session.expect(question)
            session.send(b'\n')
            session.expect(b'(not shown)')
            session.wait_for_echo(False)
            session.send(box.PASSWORD.encode() + b'\n')
        walk(b'Enter starts the walk')
        session.expect(b'Your choice?')
        session.send(number_of(session, b'Compare with SCRAM-SHA-256'))
        walk(b'applies it and walks again')
        session.expect(b'somebody in between may read along')
        session.expect(b'It works')


def walk_all(tap, program, home):
    authority = certs.make_all(home.folder / 'certs')
    server = Dovecot24(home, authority)
    client = Client(program, home.folder, authority / 'ca.pem')

    def case(name, mechanism, code, port=server.port, password=box.PASSWORD, version='TLSv1.3', chosen=None):
        def check():
            result = client.check('localhost', port, password, *(('--auth', mechanism) if mechanism else ()))
            suspected = 'tls-intercepted' in result.causes
            got = (result.exit, result.code, result.report['tls']['version'], suspected, result.report['account']['mechanism'],
                   result.shows(password))
            wanted = (0 if code == 235 else 28, code, version, code == 535, chosen or mechanism, False)
            if got != wanted:
                raise AssertionError(f'{got}, wanted {wanted}\n{result.describe()}')
        tap.check(f'dovecot 2.4: {name}', check)

    case('the best that is offered is tied to the connection', None, 235, chosen='SCRAM-SHA-256-PLUS')
    for kind in ('SCRAM-SHA-256', 'SCRAM-SHA-1'):
        case(f'{kind}-PLUS, TLS 1.3', f'{kind}-PLUS', 235)
        case(f'{kind}-PLUS, wrong password', f'{kind}-PLUS', 535, password='Zx9-canary-77')
        case(f'{kind}', kind, 235)
    between = Between(server.port, authority)
    case('SCRAM-SHA-256-PLUS, somebody in between', 'SCRAM-SHA-256-PLUS', 535, port=between.port)
    case('SCRAM-SHA-256, somebody in between', 'SCRAM-SHA-256', 235, port=between.port)
    tap.check('dovecot 2.4: who compares the two hears of somebody in between', lambda: compare(client, between.port))
    curt = Between(server.port, authority, curt=True)
    tap.check('dovecot 2.4: also where the server hangs up at once', lambda: compare(client, curt.port))
    (home.folder / 'openssl.cnf').write_text(OLD_TLS)
    client.variables = {'OPENSSL_CONF': str(home.folder / 'openssl.cnf')}
    for kind in ('SCRAM-SHA-256', 'SCRAM-SHA-1'):
        case(f'{kind}-PLUS, TLS 1.2', f'{kind}-PLUS', 235, version='TLSv1.2')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    options = parser.parse_args()
    tap = Tap()
    try:
        with box.Box() as home:
            walk_all(tap, options.program, home)
    except box.Missing as missing:
        print(f'1..0 # SKIP {missing}')  # also in CI: not every machine can make the root of another release
        return 0
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
