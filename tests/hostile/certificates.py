# SPDX-License-Identifier: GPL-3.0-or-later
"""Throwaway certificates, good and bad, made with the openssl command."""

import datetime
import os
import ssl
import subprocess

HOST = "mail.hostile.test"

CONFIG = """
[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index
new_certs_dir = {folder}
unique_subject = no
rand_serial = yes
policy = anything
email_in_dn = no
[anything]
organizationName = optional
organizationalUnitName = optional
commonName = optional
[req]
distinguished_name = dn
[dn]
"""

ROOT = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
LEAF = "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n" \
       "authorityKeyIdentifier=keyid:always\n"
GOOD_NAMES = "subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1,IP:::1\n" % HOST


def names(*values):
    return "subjectAltName=" + ",".join(values) + "\n"


def der_names(*values):
    """subjectAltName from raw bytes, for names that openssl would not write."""
    def tlv(tag, data):
        length = bytes([len(data)]) if len(data) < 128 else bytes([0x82]) + len(data).to_bytes(2, "big")
        return bytes([tag]) + length + data
    der = tlv(0x30, b"".join(tlv(0x82, value) for value in values))
    return "subjectAltName=DER:" + ":".join("%02x" % byte for byte in der) + "\n"


class Authority:
    """Makes certificates in one folder; a name is made once."""

    def __init__(self, folder):
        self.folder = folder
        self.made = 0
        for name, text in (("config", CONFIG.format(folder=folder)), ("index", ""), ("index.attr", "unique_subject = no\n")):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        for key in ("root", "other-root", "intermediate", "leaf"):
            self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.path(key + ".key"))
        self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", self.path("weak.key"))
        self.issue("root", ROOT, subject="/O=Hostile Trust/CN=Hostile Root CA", issuer=None, key="root")
        self.issue("other-root", ROOT, subject="/O=Stranger/CN=Stranger Root", issuer=None, key="other-root")
        self.issue("intermediate", ROOT, subject="/O=Hostile Trust/CN=Hostile Intermediate CA 1", key="intermediate")
        self.make_all()

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *arguments):
        result = subprocess.run(["openssl", *arguments], capture_output=True, cwd=self.folder)
        if result.returncode != 0:
            raise RuntimeError("openssl %s: %s" % (arguments[0], result.stderr.decode("utf-8", "replace")))

    def issue(self, name, extensions, subject="/CN=" + HOST, issuer="root", key="leaf", days=(-30, 300), digest="sha256",
              chain=()):
        """Writes NAME.pem: the certificate, then those of `chain`; valid from days[0] to days[1], counted from now."""
        self.made += 1
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end = ((now + datetime.timedelta(days=day)).strftime("%Y%m%d%H%M%SZ") for day in days)
        with open(self.path("extensions"), "w") as file:
            file.write("[ext]\n" + extensions)
        self.openssl("req", "-new", "-utf8", "-config", self.path("config"), "-key", self.path(key + ".key"), "-subj", subject,
                     "-out", self.path("request"))
        signer = ["-selfsign", "-keyfile", self.path(key + ".key")] if issuer is None else \
            ["-cert", self.path(issuer + ".pem"), "-keyfile", self.path(self.key_of(issuer) + ".key")]
        self.openssl("ca", "-batch", "-notext", "-utf8", "-config", self.path("config"), "-in", self.path("request"), "-out",
                     self.path(name + ".pem"), "-startdate", start, "-enddate", end, "-md", digest, "-extfile",
                     self.path("extensions"), "-extensions", "ext", "-preserveDN", *signer)
        with open(self.path(name + ".pem"), "a") as file:
            for other in chain:
                with open(self.path(other + ".pem")) as part:
                    file.write(part.read())

    @staticmethod
    def key_of(name):
        return {"expired-intermediate": "intermediate", "limited-root": "intermediate"}.get(name, name)

    def make_all(self):
        issue = self.issue
        issue("good", LEAF + GOOD_NAMES)
        issue("expired", LEAF + GOOD_NAMES, days=(-400, -3))
        issue("expired-today", LEAF + GOOD_NAMES, days=(-400, -0.02))
        issue("future", LEAF + GOOD_NAMES, days=(5, 400))
        issue("self-signed", LEAF.replace("authorityKeyIdentifier=keyid:always\n", "") + GOOD_NAMES, issuer=None)
        issue("stranger", LEAF + GOOD_NAMES, issuer="other-root")
        issue("stranger-chain", LEAF + GOOD_NAMES, issuer="other-root", chain=("other-root",))
        issue("below", LEAF + GOOD_NAMES, issuer="intermediate")
        issue("below-chain", LEAF + GOOD_NAMES, issuer="intermediate", chain=("intermediate",))
        issue("wrong-order", LEAF + GOOD_NAMES, issuer="intermediate", chain=("other-root", "root", "intermediate"))
        issue("expired-intermediate", ROOT, subject="/O=Hostile Trust/CN=Hostile Intermediate CA 0", key="intermediate",
              days=(-900, -5))
        issue("below-expired", LEAF + GOOD_NAMES, issuer="expired-intermediate", chain=("expired-intermediate",))
        issue("limited-root", ROOT + "nameConstraints=critical,permitted;DNS:elsewhere.test\n", key="intermediate",
              subject="/O=Hostile Trust/CN=Hostile Issuing CA for elsewhere")
        issue("out-of-limits", LEAF + names("DNS:" + HOST), issuer="limited-root", chain=("limited-root",))
        issue("wrong-host", LEAF + names("DNS:www.elsewhere.test", "DNS:elsewhere.test"), subject="/CN=www.elsewhere.test")
        issue("no-address", LEAF + names("DNS:" + HOST))
        issue("name-only", LEAF)
        issue("address-as-name", LEAF + names("DNS:127.0.0.1"))
        issue("wildcard", LEAF + names("DNS:*.hostile.test"))
        issue("wildcard-deep", LEAF + names("DNS:*.test"))
        issue("wildcard-all", LEAF + names("DNS:*"))
        issue("wildcard-part", LEAF + names("DNS:m*.hostile.test"))
        issue("nul-name", LEAF + der_names(HOST.encode() + b"\0.elsewhere.test"))
        issue("escape-name", LEAF + der_names(b"\x1b]0;owned\x07.elsewhere.test", b"\x9b31m.test", "\u202etset".encode()))
        issue("escape-subject", LEAF + names("DNS:elsewhere.test"), subject="/O=\x1b[2Jevil\u202e/CN=\x1b]52;c;QQ==\x07\u200bx")
        issue("huge", LEAF + names(*("DNS:n%d.elsewhere.test" % number for number in range(10000))))
        issue("many-names", LEAF + names(*("DNS:n%d.elsewhere.test" % number for number in range(900))))
        issue("client-only", LEAF.replace("serverAuth", "clientAuth") + GOOD_NAMES)
        issue("is-ca", ROOT + GOOD_NAMES)
        issue("weak-rsa", LEAF + GOOD_NAMES, key="weak")
        issue("sha1", LEAF + GOOD_NAMES, issuer="intermediate", digest="sha1", chain=("intermediate",))
        issue("expired-wrong", LEAF + names("DNS:elsewhere.test"), days=(-400, -3))
        issue("stranger-expired", LEAF + names("DNS:elsewhere.test"), issuer="other-root", days=(-400, -3))

    def key_for(self, name):
        return {"weak-rsa": "weak", "root": "root", "intermediate": "intermediate"}.get(name, "leaf")

    def context(self, name="good", low=None, high=None, ciphers=None, client=None, tickets=None):
        """A server's TLS settings. `client`: "required" or "optional" asks for a certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
        context.load_cert_chain(self.path(name + ".pem"), self.path(self.key_for(name) + ".key"))
        if low:
            context.minimum_version = low
        if high:
            context.maximum_version = high
        if tickets is not None:
            context.num_tickets = tickets
        if client:
            context.verify_mode = ssl.CERT_REQUIRED if client == "required" else ssl.CERT_OPTIONAL
            context.load_verify_locations(self.path("root.pem"))
        return context
