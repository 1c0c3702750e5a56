# SPDX-License-Identifier: GPL-3.0-or-later
"""The unpacked server programs, a folder of their own to run in, and waiting for them without sleeping.

The programs stay where unpack.sh put them, so their libraries and their system users are handed in by the
environment (libnss-wrapper answers for users that /etc/passwd does not have).
"""
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

USER = 'user@example.test'
PASSWORD = 's3cret pa%ss'
OTHER_USER = 'other@example.test'

SYSTEM_USERS = {'root': 0, 'nobody': 65534, 'postfix': 64001, 'dovecot': 64002, 'dovenull': 64003,
                'Debian-exim': 64004, 'vmail': 64005}
SYSTEM_GROUPS = {**SYSTEM_USERS, 'nogroup': 65534, 'postdrop': 64006}
PATIENCE = 30  # seconds until a server that does not come up counts as broken


class Missing(Exception):
    """What is needed to run the servers is not there."""


def servers_folder():
    default = pathlib.Path(__file__).resolve().parents[2] / 'build-servers'
    return pathlib.Path(os.environ.get('MAILMEDIC_SERVERS', default)).resolve()


def find_programs():
    """The root of the unpacked programs; Missing when they cannot be run here."""
    folder = servers_folder()
    if not (folder / '.complete').exists():
        raise Missing('mail servers not unpacked: run tests/real/unpack.sh build-servers')
    if os.geteuid() != 0:
        raise Missing('postfix, dovecot and exim start as root only')
    if not shutil.which('openssl'):
        raise Missing('openssl is not installed')
    return folder / 'root'


def free_ports(count):
    """Ports that nobody listens on; all held at once so that no two are the same."""
    held = [socket.create_server(('127.0.0.1', 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


def await_true(what, ready, process=None):
    """Polls `ready` closely until it holds; fails with `what` rather than hanging."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if process is not None and process.poll() is not None:
            raise RuntimeError(f'{what}: the program ended with status {process.returncode}')
        if time.monotonic() > end:
            raise RuntimeError(f'{what}: not within {PATIENCE} s')
        select.select([], [], [], 0.01)


def accepts(port):
    """Whether someone accepts connections; looked up in the kernel, so that no server sees a probe."""
    wanted = f':{port:04X}'
    with open('/proc/net/tcp') as table:
        return any(row.split()[1].endswith(wanted) and row.split()[3] == '0A' for row in list(table)[1:])


class Box:
    """A temporary folder with configuration, certificates, logs and the processes started from it."""

    def __init__(self):
        programs = find_programs()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='mailmedic-real-'))
        # Neither the loader's lists nor the servers' configuration can name a path with a space in it.
        self.root = self.folder / 'programs'
        self.root.symlink_to(programs)
        self.folder.chmod(0o755)  # the servers drop to users of their own
        self.processes = []
        self.environment = self._environment()

    def _environment(self):
        (self.folder / 'passwd').write_text(''.join(
            f'{name}:x:{number}:{number}::/nonexistent:/bin/false\n' for name, number in SYSTEM_USERS.items()))
        (self.folder / 'group').write_text(''.join(
            f'{name}:x:{number}:\n' for name, number in SYSTEM_GROUPS.items()))
        wrapper = next(self.root.glob('usr/lib/*/libnss_wrapper.so'))
        libraries = [wrapper.parent, self.root / 'lib' / wrapper.parent.name, self.root / 'usr/lib', self.root / 'usr/lib/postfix',
                     self.root / 'usr/lib/dovecot', self.root / 'usr/lib/dovecot/modules/old-stats']
        return {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LD_PRELOAD': str(wrapper),
                'LD_LIBRARY_PATH': ':'.join(map(str, libraries)),
                'NSS_WRAPPER_PASSWD': str(self.folder / 'passwd'),
                'NSS_WRAPPER_GROUP': str(self.folder / 'group')}

    def start(self, arguments, **more):
        """Starts a server in a process group of its own, with its output in the log of its name."""
        name = pathlib.Path(arguments[0]).name
        with open(self.folder / f'{name}.out', 'ab') as log:
            process = subprocess.Popen([str(a) for a in arguments], env={**self.environment, **more},
                                       cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       start_new_session=True)
        self.processes.append(process)
        return process

    def close(self):
        for process in reversed(self.processes):
            self._end(process)
        if os.environ.get('MAILMEDIC_KEEP'):
            print(f'# kept: {self.folder}', file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _end(process):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                pass
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
