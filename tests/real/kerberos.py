# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kerberos server (MIT krb5-kdc) with a realm of its own, and tickets in files."""
import os
import pathlib
import signal
import subprocess

from box import accepts, await_true, free_ports

REALM = 'EXAMPLE.TEST'
PASSWORD = 'ticket, please'
AHEAD = '+2h'  # by how much the clock of the Kerberos server is wrong, in one test

CLIENT = '''
[libdefaults]
  default_realm = {realm}
  rdns = false
  dns_canonicalize_hostname = false
  dns_lookup_kdc = false
  udp_preference_limit = 1
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
'''
SERVER = '''
[kdcdefaults]
  kdc_ports = ""
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_name = {folder}/principal
    key_stash_file = {folder}/stash
    acl_file = {folder}/acl
    max_life = 10h
  }}
[dbmodules]
  db_module_dir = {modules}
'''


class Kerberos:
    def __init__(self, box):
        self.box = box
        self.folder = box.folder / 'kerberos'
        self.folder.mkdir()
        self.port, = free_ports(1)
        self.settings = self.folder / 'krb5.conf'
        self.settings.write_text(CLIENT.format(realm=REALM, port=self.port))
        modules = next(box.root.resolve().glob('usr/lib/*/krb5/plugins/kdb'))
        (self.folder / 'kdc.conf').write_text(SERVER.format(realm=REALM, port=self.port, folder=self.folder, modules=modules))
        self.environment = {**box.environment, 'KRB5_CONFIG': str(self.settings),
                            'KRB5_KDC_PROFILE': str(self.folder / 'kdc.conf')}
        self.keytab = self.folder / 'keytab'
        self._run('usr/sbin/kdb5_util', 'create', '-s', '-r', REALM, '-P', 'master')
        self._administer(f'addprinc -pw "{PASSWORD}" user', 'addprinc -randkey smtp/localhost',
                         f'ktadd -k {self.keytab} smtp/localhost')
        self.keytab.chmod(0o644)
        self.process = None
        self.start()

    def _run(self, program, *arguments, **more):
        run = subprocess.run([self.box.root / program, *map(str, arguments)], env=self.environment, capture_output=True,
                             text=True, **more)
        if run.returncode:
            raise RuntimeError(f'{program}: {run.stderr}')

    def _administer(self, *commands):
        for command in commands:
            self._run('usr/sbin/kadmin.local', '-r', REALM, '-q', command)

    def start(self, ahead=None):
        """Starts the server, with a clock that is wrong if need be."""
        more = {name: self.environment[name] for name in ('KRB5_CONFIG', 'KRB5_KDC_PROFILE')}
        if ahead:
            library = next(pathlib.Path(self.box.root).glob('usr/lib/*/faketime/libfaketime.so.1'))
            more.update(LD_PRELOAD=f'{self.environment["LD_PRELOAD"]}:{library}', FAKETIME=ahead)
        self.process = self.box.start([self.box.root / 'usr/sbin/krb5kdc', '-n', '-r', REALM], **more)
        await_true('krb5kdc', lambda: accepts(self.port), self.process)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def log_in(self, name, *options):
        """A file with a ticket, as kinit makes it."""
        tickets = self.folder / name
        self._run('usr/bin/kinit', '-c', tickets, *options, 'user', input=PASSWORD + '\n')
        return tickets
