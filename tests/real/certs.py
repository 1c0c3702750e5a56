# SPDX-License-Identifier: GPL-3.0-or-later
"""A throwaway certificate authority and the certificates that the servers show."""
import subprocess

from box import USER

PASSPHRASE = 'open sesame'
NAMES = {
    'good': 'DNS:localhost,IP:127.0.0.1',
    'other-host': 'DNS:mail.other.test',
}


def openssl(*arguments):
    subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True)


def make_authority(folder, name, title):
    """Writes NAME.pem and NAME.key: a self-signed authority."""
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', 2,
            '-subj', f'/CN={title}', '-keyout', folder / f'{name}.key', '-out', folder / f'{name}.pem')


def make_server(folder, name, authority, names, days=2):
    """Writes NAME.pem (certificate, then key) for the alternative names given."""
    key, request, extra = (folder / f'{name}.{ending}' for ending in ('key', 'csr', 'ext'))
    extra.write_text(f'subjectAltName={names}\n')
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', f'/CN={name}',
            '-keyout', key, '-out', request)
    openssl('x509', '-req', '-in', request, '-days', days, '-CA', folder / f'{authority}.pem',
            '-CAkey', folder / f'{authority}.key', '-CAcreateserial', '-extfile', extra,
            '-out', folder / f'{name}.pem')
    (folder / f'{name}.pem').write_text((folder / f'{name}.pem').read_text() + key.read_text())
    # Exim reads the key after it has dropped to its user.
    (folder / f'{name}.pem').chmod(0o644)


def make_client(folder, name, authority, mailbox):
    """Writes NAME.pem and NAME.key, NAME-locked.pem (with its key, under the passphrase) and NAME.p12."""
    make_server(folder, name, authority, f'email:{mailbox}')
    key, locked = folder / f'{name}.key', folder / f'{name}-locked.pem'
    openssl('pkey', '-in', key, '-aes256', '-passout', f'pass:{PASSPHRASE}', '-out', locked)
    openssl('pkcs12', '-export', '-in', folder / f'{name}.pem', '-passout', f'pass:{PASSPHRASE}', '-out', folder / f'{name}.p12')
    locked.write_text((folder / f'{name}.pem').read_text().partition('-----BEGIN PRIVATE')[0] + locked.read_text())


def make_all(folder):
    """ca.pem is what the tests trust; stranger.pem is shown by a server and trusted by nobody."""
    folder.mkdir()
    make_authority(folder, 'ca', 'Throwaway Test CA')
    make_authority(folder, 'stranger-ca', 'Stranger CA')
    for name, names in NAMES.items():
        make_server(folder, name, 'ca', names)
    make_server(folder, 'stranger', 'stranger-ca', NAMES['good'])
    make_client(folder, 'user', 'ca', USER)
    make_client(folder, 'nobody', 'stranger-ca', USER)
    make_server(folder, 'late', 'ca', f'email:{USER}', days=-1)
    return folder
