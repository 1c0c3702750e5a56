# SPDX-License-Identifier: GPL-3.0-or-later
"""Dovecot's authentication service alone: postfix asks it over a UNIX socket."""
import re

from box import OTHER_USER, PASSWORD, USER, await_true
from kerberos import Kerberos
from tokens import Issuer

CONFIG = '''
protocols =
listen = 127.0.0.1
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
libexec_dir = {root}/usr/lib/dovecot
mail_plugin_dir = {root}/usr/lib/dovecot/modules
import_environment = LD_LIBRARY_PATH KRB5_CONFIG
default_internal_user = daemon
default_internal_group = daemon
default_login_user = nobody
ssl = no
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer gssapi
auth_krb5_keytab = {keytab}
auth_gssapi_hostname = "$ALL"
auth_username_format = %Lu
auth_failure_delay = 0
auth_debug = yes
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {tokens}
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256
  args = scheme=PLAIN username_format=%u {folder}/dovecot-users
}}
passdb {{
  driver = static
  mechanisms = gssapi
  args = nopassword=y
}}
# Without this each failed attempt from one address makes the next one wait, up to many seconds.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {socket} {{
    mode = 0666
  }}
}}
'''


# Its GSSAPI module is looked for only where its package would have put it: there it is, for this process alone.
AT_HOME = ('unshare', '--mount', 'sh', '-c',
           'mount -t overlay overlay -o lowerdir="$0/usr/lib:/usr/lib" /usr/lib && exec "$@"')


class Dovecot:
    def __init__(self, box, socket):
        self.log = box.folder / 'dovecot.log'
        (box.folder / 'dovecot').mkdir()
        (box.folder / 'dovecot-users').write_text(
            ''.join(f'{user}:{{PLAIN}}{PASSWORD}\n' for user in (USER, OTHER_USER)))
        (box.folder / 'dovecot-users').chmod(0o644)
        config = box.folder / 'dovecot.conf'
        self.issuer = Issuer(box.folder)
        self.kerberos = Kerberos(box)
        config.write_text(CONFIG.format(folder=box.folder, root=box.root, socket=socket,
                                        tokens=self.issuer.configuration(), keytab=self.kerberos.keytab))
        # Dovecot would look for doveconf in /usr/bin, so it is started the other way round; and it drops
        # every variable that it is not told to keep, so its users are ones that every Debian has.
        self.process = box.start([*AT_HOME, box.root.resolve(), box.root / 'usr/bin/doveconf', '-c', config, '-p', '-m', 'master', '-e',
                                  box.root / 'usr/sbin/dovecot', '-F', '-c', config],
                                 DOVECOT_PRESERVE_ENVS='LD_LIBRARY_PATH KRB5_CONFIG',
                                 KRB5_CONFIG=str(self.kerberos.settings))
        await_true('dovecot', socket.exists, self.process)

    def attempts(self):
        """How many AUTH attempts it has been asked to judge."""
        return len(re.findall(r'client in: AUTH\t', self.log.read_text(errors='replace')))
