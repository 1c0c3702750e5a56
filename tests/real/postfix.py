# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix with dovecot behind it: one listener for each situation that a test needs."""
import os

from box import OTHER_USER, USER, await_true, accepts, free_ports
from dovecot import Dovecot

# One smtpd each: what it sets on top of main.cf.
LISTENERS = {
    'submission': ['smtpd_tls_security_level=encrypt'],
    'smtps': ['smtpd_tls_wrappermode=yes'],
    'plain': ['smtpd_tls_security_level=none', 'smtpd_tls_auth_only=no'],
    'no-auth': ['smtpd_sasl_auth_enable=no'],
    'other-host': ['smtpd_tls_cert_file={certs}/other-host.pem'],
    'stranger': ['smtpd_tls_cert_file={certs}/stranger.pem'],
    'one-at-a-time': ['smtpd_client_connection_count_limit=1', 'smtpd_client_event_limit_exceptions='],
    'impatient': ['smtpd_timeout=2s'],
    'one-strike': ['smtpd_hard_error_limit=1'],
    'asks-certificate': ['smtpd_tls_ask_ccert=yes', 'smtpd_tls_CAfile={certs}/ca.pem'],
    'demands-certificate': ['smtpd_tls_security_level=encrypt', 'smtpd_tls_req_ccert=yes', 'smtpd_tls_CAfile={certs}/ca.pem'],
    'early-refusal': ['smtpd_helo_required=yes', 'smtpd_delay_reject=no',
                    'smtpd_helo_restrictions=reject_non_fqdn_helo_hostname'],
}

MAIN = '''
compatibility_level = 3.6
myhostname = mx.example.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mail_owner = postfix
setgid_group = postdrop
queue_directory = {folder}/spool
data_directory = {folder}/postfix-data
daemon_directory = {root}/usr/lib/postfix/sbin
command_directory = {root}/usr/sbin
shlib_directory = no
meta_directory = {folder}/postfix
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
import_environment = MAIL_CONFIG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME
  LD_PRELOAD LD_LIBRARY_PATH NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
alias_maps =
alias_database =
smtputf8_enable = no
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {certs}/good.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_security_options = noanonymous
smtpd_sender_login_maps = inline:{{ {user}={user} {other}={other} }}
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
virtual_mailbox_domains = example.test
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {user}=user/ }}
virtual_uid_maps = static:64005
virtual_gid_maps = static:64005
virtual_minimum_uid = 1000
default_transport = error:nothing leaves this machine
'''

# Column by column: service type private unpriv chroot wakeup maxproc command.
MASTER = '''
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
error unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
'''

QUEUE = ('active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'maildrop',
         'public', 'pid', 'saved', 'trace')


class Postfix:
    name = 'postfix'
    host = 'localhost'

    def __init__(self, box, certs):
        self.box = box
        self.log = box.folder / 'postfix.log'
        self.mailbox = box.folder / 'mail' / 'user' / 'new'
        self.ports = dict(zip(LISTENERS, free_ports(len(LISTENERS))))
        self._make_folders()
        self._write_config(certs)
        self.dovecot = Dovecot(box, box.folder / 'spool/private/auth')
        self.process = box.start([box.root / 'usr/lib/postfix/sbin/master', '-c', box.folder / 'postfix', '-d'],
                                 MAIL_CONFIG=str(box.folder / 'postfix'), MAIL_LOGTAG='postfix')
        await_true('postfix', lambda: all(map(accepts, self.ports.values())), self.process)

    def _make_folders(self):
        for name in ('postfix', 'mail', 'postfix-data', *(f'spool/{part}' for part in QUEUE)):
            (self.box.folder / name).mkdir(parents=True)
        owned = {'postfix-data': 64001, 'mail': 64005}
        owned.update({f'spool/{part}': 64001 for part in QUEUE if part != 'pid'})
        for name, number in owned.items():
            os.chown(self.box.folder / name, number, number)

    def _write_config(self, certs):
        folder = self.box.folder / 'postfix'
        (folder / 'main.cf').write_text(MAIN.format(folder=self.box.folder, root=self.box.root, certs=certs,
                                                    user=USER, other=OTHER_USER))
        listeners = ''
        for name, settings in LISTENERS.items():
            listeners += f'127.0.0.1:{self.ports[name]} inet n - n - - smtpd\n'
            for setting in settings:
                listeners += f'  -o {setting.format(certs=certs)}\n'
        (folder / 'master.cf').write_text(MASTER + listeners)

    def attempts(self):
        return self.dovecot.attempts()

    def delivered(self):
        """The messages in the user's mailbox."""
        return [message.read_text() for message in self.mailbox.glob('*')]
