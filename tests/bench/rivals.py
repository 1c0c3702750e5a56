# SPDX-License-Identifier: GPL-3.0-or-later
"""The same errand for each program: STARTTLS, AUTH PLAIN with a wrong password, and what the server says to it."""
import base64
import shutil

import box

WRONG = 'not-the-password'


def write(path, text):
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def mailmedic(program, folder, authority, port):
    password = write(folder / 'wrong', f'{WRONG}\n')
    return [program, 'check', box.USER, '-s', f'localhost:{port}', '--tls-ca-path', authority, '-a', 'PLAIN',
            '--auth-password-file', password], None


def curl(folder, authority, port):
    return ['curl', '-sv', '--ssl-reqd', '--cacert', authority, '--url', f'smtp://localhost:{port}', '--user',
            f'{box.USER}:{WRONG}', '--login-options', 'AUTH=PLAIN', '--mail-from', box.USER, '--mail-rcpt',
            box.USER, '--upload-file', '/dev/null'], None


def msmtp(folder, authority, port, mechanism='plain'):
    config = write(folder / f'msmtp-{port}-{mechanism}', f'account bench\nhost localhost\nport {port}\nfrom {box.USER}\n'
                   f'tls on\ntls_trust_file {authority}\nauth {mechanism}\nuser {box.USER}\npassword {WRONG}\n')
    return ['msmtp', '-d', '-C', config, '-a', 'bench', box.USER], b'Subject: bench\n\n'


def swaks(folder, authority, port):
    return ['swaks', '--server', 'localhost', '--port', str(port), '-tls', '-a', 'PLAIN', '-au', box.USER, '-ap',
            WRONG, '-f', box.USER, '-t', box.USER, '-q', 'AUTH'], None


def s_client(folder, authority, port):
    answer = base64.b64encode(f'\0{box.USER}\0{WRONG}'.encode())
    return ['openssl', 's_client', '-quiet', '-starttls', 'smtp', '-crlf', '-ign_eof', '-CAfile', authority, '-connect',
            f'localhost:{port}'], b'EHLO bench\nAUTH PLAIN ' + answer + b'\nQUIT\n'


def all_rivals(program, folder, authority, port):
    """{name: (command, standard input)} of those that are installed."""
    found = {'mailmedic check': mailmedic(program, folder, authority, port)}
    for name, make, needed in (('curl', curl, 'curl'), ('msmtp', msmtp, 'msmtp'), ('swaks', swaks, 'swaks'),
                               ('openssl s_client', s_client, 'openssl')):
        if shutil.which(needed):
            found[name] = make(folder, authority, port)
    return found
