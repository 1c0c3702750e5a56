# SPDX-License-Identifier: GPL-3.0-or-later
"""Exim (GnuTLS, its own authenticators): other words and other timing than postfix."""
import os
import subprocess

from box import OTHER_USER, PASSWORD, USER, await_true, accepts, free_ports

LISTENERS = ('submission', 'smtps', 'plain', 'other-host', 'stranger', 'impatient', 'certificate')

CONFIG = '''
primary_hostname = exim.example.test
exim_path = {root}/usr/sbin/exim4
exim_user = Debian-exim
exim_group = Debian-exim
deliver_drop_privilege = true
keep_environment = LD_PRELOAD : LD_LIBRARY_PATH : SASL_PATH : SASL_CONF_PATH : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
spool_directory = {folder}/{name}
log_file_path = {folder}/{name}/%slog
pid_file_path = {folder}/{name}.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {ports}
tls_on_connect_ports = {smtps}
tls_advertise_hosts = ${{if eq{{$received_port}}{{{plain}}}{{}}{{*}}}}
tls_certificate = {certs}/${{if eq{{$received_port}}{{{other_host}}}{{other-host}}{{${{if eq{{$received_port}}{{{stranger}}}{{stranger}}{{good}}}}}}}}.pem
tls_verify_certificates = {certs}/ca.pem
tls_try_verify_hosts = ${{if eq{{$received_port}}{{{certificate}}}{{*}}}}
smtp_receive_timeout = ${{if eq{{$received_port}}{{{impatient}}}{{2s}}{{5m}}}}
{limits}
rfc1413_query_timeout = 0s
host_lookup =
domainlist local_domains = example.test
acl_smtp_auth = acl_auth
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data

begin acl
acl_auth:
  # The first word alone: what follows it may hold a password.
  accept logwrite = AUTH attempt with ${{extract{{1}}{{ }}{{$smtp_command_argument}}}}
acl_mail:
  deny message = $sender_address is not yours to send from
       authenticated = *
       !senders = $authenticated_id
  accept
acl_rcpt:
  deny message = relay not permitted
       !domains = +local_domains
  deny message = no such user here
       !local_parts = user
  accept
acl_data:
  accept

begin routers
local:
  driver = accept
  domains = +local_domains
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  maildir_format
  directory = {folder}/{name}/mail
  create_directory
  user = Debian-exim

begin retry
* * F,1h,10m

begin authenticators
external:
  driver = external
  public_name = EXTERNAL
  server_advertise_condition = $tls_in_certificate_verified
  server_param2 = ${{certextract{{subj_altname,mail,>:}}{{$tls_in_peercert}}}}
  server_condition = ${{if or{{{{eq{{$auth1}}{{}}}}{{forany{{$auth2}}{{eq{{$item}}{{$auth1}}}}}}}}}}
  server_set_id = ${{if eq{{$auth1}}{{}}{{$auth2}}{{$auth1}}}}
ntlm:
  driver = cyrus_sasl
  public_name = NTLM
  server_advertise_condition = {advertise}
  server_set_id = $auth1
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = {advertise}
  server_prompts = :
  server_condition = ${{if and{{{{or{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth2}}{{{other}}}}}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_advertise_condition = {advertise}
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{{user}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${{if eq{{$auth1}}{{{user}}}{{{password}}}fail}}
  server_set_id = $auth1
'''


class Exim:
    host = 'localhost'

    def __init__(self, box, certs, name='exim', limits=''):
        self.name = name
        self.folder = box.folder / name
        self.log = self.folder / 'mainlog'
        self.ports = dict(zip(LISTENERS, free_ports(len(LISTENERS))))
        self.folder.mkdir()
        os.chown(self.folder, 64004, 64004)
        config = box.folder / f'{name}.conf'
        config.write_text(self._config(box, certs, limits))
        self.process = box.start([box.root / 'usr/sbin/exim4', '-C', config, '-bdf'], **self._cyrus(box))
        await_true(name, lambda: all(map(accepts, self.ports.values())), self.process)

    def _cyrus(self, box):
        """What its authenticators of Cyrus SASL need: their modules, and a file of users."""
        folder = self.folder / 'cyrus'
        folder.mkdir()
        (folder / 'exim.conf').write_text(f'sasldb_path: {folder}/users\n')
        modules = next(box.root.resolve().glob('usr/lib/*/sasl2'))
        variables = {'SASL_PATH': str(modules), 'SASL_CONF_PATH': str(folder)}
        local_part, domain = USER.split('@')
        subprocess.run([box.root / 'usr/sbin/saslpasswd2', '-p', '-c', '-f', folder / 'users', '-u', domain, local_part],
                       input=PASSWORD, text=True, check=True, env={**box.environment, **variables})
        (folder / 'users').chmod(0o644)
        return variables

    def _config(self, box, certs, limits):
        ports = {key.replace('-', '_'): value for key, value in self.ports.items()}
        advertise = f'${{if or{{{{def:tls_in_cipher}}{{eq{{$received_port}}{{{self.ports["plain"]}}}}}}}}}'
        return CONFIG.format(folder=box.folder, root=box.root, certs=certs, name=self.name, limits=limits,
                             ports=' : '.join(map(str, self.ports.values())), advertise=advertise,
                             user=USER, other=OTHER_USER, password=PASSWORD, **ports)

    def attempts(self):
        return self.log.read_text(errors='replace').count('AUTH attempt with') if self.log.exists() else 0

    def delivered(self):
        return [message.read_text() for message in (self.folder / 'mail' / 'new').glob('*')]
