#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""walk.py PROGRAM: walks real servers with `mailmedic check` and compares what it says with what they do.

Each case checks the exit code, where the walk ended, the deciding reply, the likeliest cause, what is said of
TLS, that the password is nowhere in the output, and that the server saw exactly the AUTH attempts that were
asked for.
With MAILMEDIC_WRAPPER (valgrind and its options) a few cases run under that.
"""
import argparse
import base64
import os
import socket
import sys
import time

import box
import certs
import exim
import postfix
from client import Client
from tap import Tap, skip_all

RIGHT = box.PASSWORD
WRONG = 'Zx9-canary-77'
ANY_CAUSE = object()
MECHANISMS = ('PLAIN', 'LOGIN', 'CRAM-MD5')


def want(what, got, wanted, result):
    if got != wanted:
        raise AssertionError(f'{what}: {got!r}, wanted {wanted!r}\n{result.describe()}')


class Walks:
    """The cases, on one server."""

    def __init__(self, tap, server, client):
        self.tap = tap
        self.server = server
        self.client = client
        self.asked = 0  # AUTH attempts that the cases have asked for

    def judge(self, result, password, exit, stage, code):
        want('exit code', result.exit, exit, result)
        want('stage', result.verdict['stage'], stage, result)
        want('exit code in the report', result.verdict['exit'], exit, result)
        want('outcome', result.verdict['outcome'], 'failed' if exit else 'passed', result)
        if code != 'any':
            want('reply', result.code, code, result)
        want('password in the output', result.shows(password), False, result)

    def judge_tls(self, result, tls):
        facts = result.report['tls']
        if tls == 'verified':
            want('certificate verified', (facts['verified'], facts['problem']), (True, None), result)
            want('version', facts['version'], 'TLSv1.3', result)
            want('names', 'DNS:localhost' in facts['chain'][0]['names'], True, result)
        elif tls == 'none':
            want('TLS', (facts['verified'], facts['version']), (False, None), result)
        elif tls is not None:
            want('TLS problem', facts['problem'], tls, result)

    def case(self, name, listener, *options, password=RIGHT, exit=0, stage='auth', code='any', tls='verified',
             attempts=1, cause=None, run=None, then=None):
        def check():
            before = self.server.attempts()
            walk = run or self.client.check
            self.asked += attempts
            result = walk(self.server.host, self.server.ports[listener], password, *options)
            self.judge(result, password or '', exit, stage, code)
            self.judge_tls(result, tls)
            # Dovecot logs through another process, a moment later.
            box.await_true('AUTH attempts in the log', lambda: self.server.attempts() - before >= attempts)
            want('AUTH attempts', self.server.attempts() - before, attempts, result)
            if cause is not ANY_CAUSE:
                want('likeliest cause', (result.causes or [None])[0], cause, result)
            if then:
                then(result)
        self.tap.check(f'{self.server.name}: {name}', check)

    # --- what both servers do ---

    def log_in(self, mechanisms=MECHANISMS):
        ways = (('STARTTLS', 'submission', (), 'verified'),
                ('implicit TLS', 'smtps', ('--tls', 'implicit'), 'verified'),
                ('clear text', 'plain', ('--tls', 'none'), 'none'))
        for mechanism in mechanisms:
            for title, listener, options, tls in ways:
                options = (*options, '--auth', mechanism)
                self.case(f'{mechanism} over {title}, right password', listener, *options, code=235, tls=tls)
                self.case(f'{mechanism} over {title}, wrong password', listener, *options, password=WRONG,
                          exit=28, code=535, tls=tls, cause='wrong-password', then=self.sends_no_mail)

    def prove(self):
        """Mechanisms that send no password; the server's proof is hidden, because it lets who reads it guess."""
        def hides_proof(result):
            want('the last challenge', [line for line in result.lines('server') if line.startswith('334')][-1],
                 '334 <hidden>', result)
        for mechanism in ('SCRAM-SHA-256', 'SCRAM-SHA-1', 'DIGEST-MD5'):
            self.case(f'{mechanism}, right password', 'submission', '--auth', mechanism, code=235, then=hides_proof)
            self.case(f'{mechanism}, wrong password', 'submission', '--auth', mechanism, password=WRONG, exit=28,
                      code=535, cause='wrong-password', then=self.sends_no_mail)

    def take_tokens(self, issuer):
        def answers_with_a_reason(result):
            challenge = [line for line in result.lines('server') if line.startswith('334')][-1]
            want('a JSON with the reason', b'"status"' in base64.b64decode(challenge[4:]), True, result)
            self.sends_no_mail(result)
        wrong = {'that ran out': {'exp': int(time.time()) - 600}, 'of another issuer': {'iss': 'https://other.test'},
                 'without the scope': {'scope': 'calendar'}, 'of another user': {'email': 'other@example.test'}}
        for mechanism in ('XOAUTH2', 'OAUTHBEARER'):
            options = ('--auth', mechanism)
            self.case(f'{mechanism}, right token', 'submission', *options, password=issuer.sign(), code=235,
                      run=self.client.check_token)
            for title, changes in wrong.items():
                self.case(f'{mechanism}, token {title}', 'submission', *options, password=issuer.sign(**changes), exit=28,
                          code=535, cause=ANY_CAUSE, run=self.client.check_token, then=answers_with_a_reason)

    def show_tickets(self, kerberos):
        """GSSAPI: no password at all; what is wrong with a ticket is found out before the server hears of it."""
        def case(title, tickets, host='localhost', **wanted):
            self.client.variables = {'KRB5_CONFIG': str(kerberos.settings), 'KRB5CCNAME': str(tickets)}
            self.case(f'GSSAPI, {title}', 'submission', '--auth', 'GSSAPI', password='',
                      run=lambda _, *rest: self.client.check_without(host, *rest), **wanted)
        bad = {'exit': 28, 'attempts': 0}
        good = kerberos.log_in('good')
        short = kerberos.log_in('short', '-l', '1s')
        before = good.read_bytes()
        case('a good ticket, which stays as it is', good, code=235,
             then=lambda result: want('the same tickets', good.read_bytes() == before, True, result))
        case('no ticket', kerberos.folder / 'none', cause='ticket-missing', **bad)
        box.await_true('the short ticket has run out', lambda: time.time() > short.stat().st_mtime + 2)
        case('a ticket that ran out', short, cause='ticket-expired', **bad)
        case('a name that Kerberos does not have', good, host='127.0.0.1', cause='ticket-wrong-service', **bad)
        kerberos.stop()
        case('no Kerberos server', good, cause='ticket-server-silent', **bad)
        with socket.create_server(('127.0.0.1', kerberos.port)):
            case('a Kerberos server that says nothing', good, cause='ticket-server-silent', **bad)
        kerberos.start(ahead='+2h')
        case('a clock that is wrong', good, cause='ticket-clock', **bad)
        self.client.variables = {}

    def log_in_to_windows(self, folder):
        """NTLM, by gss-ntlmssp."""
        self.client.variables = {'MAILMEDIC_GSS': self.client.ntlm_helper(folder)}
        self.case('NTLM, right password', 'submission', '--auth', 'NTLM', code=235)
        self.case('NTLM, wrong password', 'submission', '--auth', 'NTLM', password=WRONG, exit=28, code=535,
                  cause=ANY_CAUSE, then=self.sends_no_mail)
        self.client.variables = {}
        self.case('NTLM, gss-ntlmssp is not installed', 'submission', '--auth', 'NTLM', exit=28, attempts=0,
                  cause='mechanism-unsupported')

    @staticmethod
    def sends_no_mail(result):
        want('unsent MAIL', [line for line in result.lines('client') if line.startswith('MAIL')], [], result)

    def choose_mechanism(self, wanted):
        def best(result):
            want('mechanism', result.report['account']['mechanism'], wanted, result)
        self.case(f'inside TLS, {wanted} is the best that is offered', 'submission', code=235, then=best)
        self.case('another user name is wrong too', 'submission', '--auth-user', 'nobody@example.test', '--auth',
                  'PLAIN', exit=28, code=535, cause='wrong-password')

    def refuse_certificates(self):
        self.case('certificate for another host', 'other-host', exit=29, stage='tls', tls='wrong-host', attempts=0,
                  cause='certificate-wrong-host')
        self.case('certificate of an unknown authority', 'stranger', exit=29, stage='tls', tls='unknown-ca',
                  attempts=0, cause='certificate-not-trusted')

    def need_encryption(self):
        self.case('no STARTTLS where it is needed', 'plain', exit=29, stage='tls', tls='not-offered', attempts=0,
                  cause='tls-unavailable')
        self.case('implicit TLS on a STARTTLS port', 'submission', '--tls', 'implicit', exit=29, stage='tls',
                  tls='plain-on-tls-port', attempts=0, cause='tls-mode-port-mismatch')
        self.case('STARTTLS on an implicit TLS port', 'smtps', '--timeout', '1', exit=21, stage='greeting',
                  tls='tls-on-plain-port', attempts=0, cause='tls-mode-port-mismatch')

    def stop_early(self):
        for stage in ('connect', 'banner', 'ehlo', 'tls'):
            ended = 'greeting' if stage == 'banner' else stage
            self.case(f'stops after {stage}', 'submission', '--quit-after', stage.upper(), stage=ended, attempts=0,
                      tls='verified' if stage == 'tls' else 'none')

    def say_hello(self):
        def named(result):
            want('EHLO', 'EHLO client.example.org' in result.lines('client'), True, result)
        self.case('EHLO with the name asked for', 'submission', '--ehlo', 'client.example.org', then=named)

    def idle(self, code, then):
        self.case('421 from an idle time-out, while the password is asked for', 'impatient', password=None,
                  run=self.client.check_on_terminal, exit=6, code=code, attempts=0, cause='idle-timeout', then=then)

    def ask_on_terminal(self):
        for title, password, exit, code, cause in (('right', RIGHT, 0, 235, None),
                                                   ('wrong', WRONG, 28, 535, 'wrong-password')):
            self.case(f'{title} password typed on the terminal', 'submission', password=password,
                      run=self.client.check_on_terminal, exit=exit, code=code, cause=cause)

    def send(self):
        def arrived(result):
            marks = [line for line in result.lines('client') if line.lower().startswith('message-id:')]
            want('a Message-Id', len(marks), 1, result)
            box.await_true('the message in the mailbox',
                           lambda: any(marks[0] in message for message in self.server.delivered()))
        self.case('a message that arrives', 'submission', '--send', stage='data', code=250, then=arrived)

    def show_certificate(self, listener, demanded):
        """A certificate of the user: asked for, shown, missing, strange; its key plain, locked, in PKCS #12."""
        folder = self.client.authority.parent

        def own(name='user.pem', *options):
            return '--tls-cert', str(folder / name), *options

        def notes(result, *words):
            want('the notes', [word for word in words if not any(word in line for line in result.lines('note'))], [],
                 result)
        taken = 'It takes those issued by: CN=Throwaway Test CA'
        self.case('certificate asked for and shown', listener, *own(), '--auth', 'PLAIN', code=235,
                  then=lambda result: notes(result, 'was shown it', taken))
        self.case('certificate asked for, none shown', listener, '--auth', 'PLAIN', code=235,
                  then=lambda result: notes(result, 'was shown none', taken))
        self.case('certificate asked for, one shown that has run out', listener, *own('late.pem'), '--auth', 'PLAIN', code=235,
                  then=lambda result: notes(result, 'It has run out'))
        self.case('certificate never asked for', 'submission', *own(), '--auth', 'PLAIN', code=235)
        self.case('certificate in PKCS #12, passphrase asked for', listener, *own('user.p12'), '-q', 'TLS', stage='tls',
                  password=certs.PASSPHRASE, attempts=0, run=self.client.check_on_terminal)
        self.case('certificate with a locked key, passphrase asked for', listener, *own('user-locked.pem'), '-q', 'TLS',
                  stage='tls', password=certs.PASSPHRASE, attempts=0, run=self.client.check_on_terminal)
        if demanded:
            self.case('certificate demanded and shown', demanded, *own(), '--auth', 'PLAIN', code=235)
            # Postfix says so in words, inside the encryption.
            self.case('certificate demanded, none given', demanded, exit=32, stage='ehlo', code=421, attempts=0,
                      cause='client-certificate-wanted')
            self.case('certificate demanded, a strange one given', demanded, *own('nobody.pem'), exit=32, stage='ehlo',
                      code=421, attempts=0, cause='client-certificate-refused')

    def log_in_by_certificate(self, listener):
        """EXTERNAL: no password at all."""
        own = ('--tls-cert', str(self.client.authority.parent / 'user.pem'))
        run = self.client.check_without
        self.case('EXTERNAL by itself, name of the certificate', listener, *own, password='', code=235, run=run)
        self.case('EXTERNAL with a name', listener, *own, '--auth', 'EXTERNAL', '--auth-user', box.USER, password='',
                  code=235, run=run)
        self.case('EXTERNAL with a name of another', listener, *own, '--auth-user', box.OTHER_USER, password='', exit=28,
                  code=535, cause='certificate-not-for-login', run=run)

    def keep_off_paper(self):
        for form in ('text', 'markdown'):
            def check(form=form):
                for password in (RIGHT, WRONG):
                    for mechanism in MECHANISMS:
                        self.asked += 1
                        result = self.client.check(self.server.host, self.server.ports['submission'], password,
                                                   '--auth', mechanism, form=form)
                        want('password in the output', result.shows(password), False, result)
            self.tap.check(f'{self.server.name}: no password in a report as {form}', check)

    def count(self):
        """The lock-out guard: the server's own log, over everything that was done to it."""
        def check():
            box.await_true('AUTH attempts in the log', lambda: self.server.attempts() >= self.asked)
            if self.server.attempts() != self.asked:
                raise AssertionError(f'{self.server.attempts()} in the log, {self.asked} asked for')
        self.tap.check(f'{self.server.name}: no AUTH in its log that was not asked for', check)
        print(f'# {self.server.name}: {self.asked} AUTH attempts asked for, {self.server.attempts()} in its log')


def hold(server, listener):
    """A connection that is taken and greeted."""
    connection = socket.create_connection(('127.0.0.1', server.ports[listener]), timeout=box.PATIENCE)
    if not connection.recv(512).startswith(b'220'):
        raise RuntimeError(f'{server.name} is full before the test begins')
    return connection


def walk_both(walks, best):
    walks.log_in()
    walks.choose_mechanism(best)
    walks.refuse_certificates()
    walks.need_encryption()
    walks.stop_early()
    walks.say_hello()
    walks.ask_on_terminal()
    walks.send()
    walks.keep_off_paper()


def walk_postfix(walks):
    walks.prove()
    walks.show_certificate('asks-certificate', 'demands-certificate')
    walks.take_tokens(walks.server.dovecot.issuer)
    if walks.client.gss_helper().exists():
        walks.show_tickets(walks.server.dovecot.kerberos)

    def pushed(result):
        want('unsolicited', result.verdict['unsolicited'], True, result)
    walks.idle(421, pushed)
    with hold(walks.server, 'one-at-a-time'):
        walks.case('421 from the connection limit', 'one-at-a-time', exit=21, stage='greeting', code=421, tls='none',
                   attempts=0, cause='too-many-connections')

    def both_shown(result):
        want('421 in the transcript', any(line.startswith('421') for line in result.lines('server')), True, result)
    walks.case('535 and 421 together', 'one-strike', password=WRONG, exit=28, code=535,
               cause='wrong-password', then=both_shown)
    walks.case('no AUTH offered', 'no-auth', exit=28, tls='verified', attempts=0, cause='auth-not-offered')
    walks.case('EHLO name refused', 'early-refusal', '--ehlo', 'nodots', exit=22, stage='ehlo', code=504, tls='none',
               attempts=0, cause='helo-name-rejected')
    walks.case('sender not owned', 'early-refusal', '--ehlo', 'client.example.org', '-q', 'MAIL', '-f',
               box.OTHER_USER, exit=23, stage='mail', code=553, cause='sender-not-owned')
    walks.case('relay denied', 'submission', '-q', 'RCPT', '-t', 'someone@elsewhere.test', exit=24, stage='rcpt',
               code=554, cause='relay-denied')
    walks.case('unknown recipient', 'submission', '-q', 'RCPT', '-t', 'nobody@example.test', exit=24, stage='rcpt',
               code=550, cause='recipient-rejected')
    walks.case('recipient accepted, nothing sent', 'submission', '-q', 'RCPT', stage='rcpt', code=250)


def walk_exim(walks):
    walks.show_certificate('certificate', None)
    walks.log_in_by_certificate('certificate')
    if walks.client.gss_helper().exists():
        walks.log_in_to_windows(walks.client.password_file.parent)
    # Exim (with GnuTLS) leaves TLS before its 421: it is told, but it is no reply that can be believed.
    def told(result):
        want('the words', '421 exim.example.test: SMTP command timeout' in result.verdict['detail'], True, result)
    walks.idle(None, told)
    walks.case('sender not owned', 'submission', '-q', 'MAIL', '-f', box.OTHER_USER, exit=23, stage='mail', code=550,
               cause='sender-not-owned')
    walks.case('relay denied', 'submission', '-q', 'RCPT', '-t', 'someone@elsewhere.test', exit=24, stage='rcpt',
               code=550, cause='relay-denied')
    walks.case('recipient accepted, nothing sent', 'submission', '-q', 'RCPT', stage='rcpt', code=250)


def walk_full_exim(walks):
    with hold(walks.server, 'submission'):
        walks.case('421 from the connection limit', 'submission', exit=21, stage='greeting', code=421, tls='none',
                   attempts=0, cause='too-many-connections')


def walk_few(walks):
    """For a slow wrapper: one walk of each kind."""
    walks.log_in(mechanisms=('CRAM-MD5',))
    walks.refuse_certificates()
    walks.send()


def run_all(tap, program, home, few):
    authority = certs.make_all(home.folder / 'certs')
    client = Client(program, home.folder, authority / 'ca.pem')
    first = Walks(tap, postfix.Postfix(home, authority), client)
    second = Walks(tap, exim.Exim(home, authority), client)
    if few:
        walk_few(first)
        walk_few(second)
        first.count()
        second.count()
        return
    full = exim.Exim(home, authority, name='exim-full', limits='smtp_accept_max_per_host = 1')
    walk_both(first, 'SCRAM-SHA-256')
    walk_postfix(first)
    walk_both(second, 'PLAIN')
    walk_exim(second)
    first.count()
    second.count()
    walk_full_exim(Walks(tap, full, client))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    options = parser.parse_args()
    tap = Tap()
    try:
        with box.Box() as home:
            run_all(tap, options.program, home, few='MAILMEDIC_WRAPPER' in os.environ)
    except box.Missing as missing:
        return skip_all(missing)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
