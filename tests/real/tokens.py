# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens as an issuer signs them (RFC 7519, RS256), and the issuer's service that tells whether one is good
(RFC 7662): dovecot asks it. (Dovecot can look at the signature itself, but finds its crypto module only where
its package is installed.)
"""
import base64
import http.server
import json
import subprocess
import threading
import time
import urllib.parse

from box import USER

ISSUER = 'https://issuer.test'
SCOPE = 'mail'


def encode(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b'=').decode()


def decode(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


class Issuer:
    """Makes its key in `folder` and answers on a port of loopback, as long as the test runs."""

    def __init__(self, folder):
        self.folder = folder
        self._openssl('genrsa', '-out', folder / 'issuer.key', '2048')
        self._openssl('rsa', '-in', folder / 'issuer.key', '-pubout', '-out', folder / 'issuer.pub')
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers['Content-Length'])).decode())
                body = json.dumps(issuer.introspect(form.get('token', [''])[0])).encode()
                self.send_response(200)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Tokens go nowhere."""

        self.server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def _openssl(*arguments, **more):
        return subprocess.run(['openssl', *arguments], capture_output=True, check=True, **more)

    def introspect(self, token):
        """Whether signature, time and issuer are right, and what the token says."""
        try:
            body, signature = token.rsplit('.', 1)
            (self.folder / 'signature').write_bytes(decode(signature))
            self._openssl('dgst', '-sha256', '-verify', self.folder / 'issuer.pub', '-signature',
                          self.folder / 'signature', input=body.encode())
            claims = json.loads(decode(body.split('.')[1]))
        except (ValueError, IndexError, subprocess.CalledProcessError):
            return {'active': False}
        good = claims.get('iss') == ISSUER and claims.get('exp', 0) > time.time()
        return {'active': True, **claims} if good else {'active': False}

    def configuration(self):
        path = self.folder / 'oauth2.conf'
        path.write_text('introspection_mode = post\n'
                        f'introspection_url = http://127.0.0.1:{self.server.server_port}/\n'
                        'active_attribute = active\nactive_value = true\n'
                        f'username_attribute = email\nscope = {SCOPE}\n')
        return path

    def sign(self, **changes):
        """A token that is right, but for what is changed; None takes a claim out."""
        now = int(time.time())
        claims = {'iss': ISSUER, 'sub': USER, 'email': USER, 'scope': SCOPE, 'aud': 'mail', 'iat': now, 'nbf': now - 60,
                  'exp': now + 3600, **changes}
        body = f"{encode({'alg': 'RS256', 'typ': 'JWT'})}.{encode({k: v for k, v in claims.items() if v is not None})}"
        signed = self._openssl('dgst', '-sha256', '-sign', self.folder / 'issuer.key', input=body.encode())
        return f'{body}.{encode(signed.stdout)}'
