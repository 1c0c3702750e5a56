#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""serve.py: starts postfix + dovecot and exim and prints where they listen, until Enter or end of input."""
import signal
import sys

import box
import certs
import exim
import postfix


def main():
    # Leaving by an exception ends the servers and removes their folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with box.Box() as home:
        authority = certs.make_all(home.folder / 'certs')
        print(f'user={box.USER} password={box.PASSWORD!r} ca={authority}/ca.pem logs={home.folder}')
        for server in (postfix.Postfix(home, authority), exim.Exim(home, authority)):
            for name, port in server.ports.items():
                print(f'{server.name}\t{name}\t{server.host}:{port}')
        print('ready', flush=True)
        sys.stdin.readline()


if __name__ == '__main__':
    try:
        main()
    except box.Missing as missing:
        sys.exit(str(missing))
