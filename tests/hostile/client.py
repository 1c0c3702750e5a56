# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `mailmedic check` and judges what every run owes: inert output, no secret, good manners, in time."""

import base64
import binascii
import json
import os
import re
import subprocess
import time
import unicodedata
import urllib.parse

from program import SANITIZED, environment

USER = "user@hostile.test"
PASSWORD = "kanari %/+\"Vogel9\u00e9"


class Client:
    """How to start the program under test."""

    def __init__(self, program, folder, nameservers=None):
        self.program = program
        self.folder = folder
        self.nameservers = nameservers
        self.sanitized = SANITIZED
        os.makedirs(os.path.join(folder, "home"), exist_ok=True)

    def settings(self):
        """What is other than usual in the environment."""
        return {"HOME": os.path.join(self.folder, "home"), "PATH": "/usr/bin:/bin", "LC_ALL": None, "LANG": "C.UTF-8", "TERM": "dumb",
                **({"MAILMEDIC_NAMESERVERS": self.nameservers} if self.nameservers else {})}

    def environment(self):
        return environment(**self.settings())

    def password_file(self, password=PASSWORD):
        data = password if isinstance(password, bytes) else password.encode()
        path = os.path.join(self.folder, "password-%08x" % binascii.crc32(data))
        if not os.path.exists(path):
            with open(path + ".new%d" % time.monotonic_ns(), "wb") as file:
                file.write(data + b"\n")
            os.rename(file.name, path)
        return path

    def command(self, server, timeout=5, form="json", user=USER, password=PASSWORD, token=None, ca="root.pem", options=()):
        command = [self.program, "check", "-s", server, "--timeout", str(timeout), "--format", form, "--ehlo", "client.hostile.test"]
        if user is not None:
            command += ["--auth-user", user]
        if token is not None:
            command += ["--auth-token-file", self.password_file(token)]
        elif password is not None:
            command += ["--auth-password-file", self.password_file(password)]
        if ca:
            command += ["--tls-ca-path", os.path.join(self.folder, ca)]
        return command + list(options)

    def run(self, server, limit=60, **settings):
        started = time.monotonic()
        process = subprocess.Popen(self.command(server, **settings), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        try:
            out, err = process.communicate(timeout=limit)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            code = None
        return Run(code, out, err, time.monotonic() - started, settings.get("form", "json"))


class Run:
    def __init__(self, code, out, err, seconds, form):
        self.code, self.out, self.err, self.seconds, self.form = code, out, err, seconds, form
        self.json = None
        if form == "json":
            try:
                self.json = json.loads(out)
            except ValueError:
                pass

    def lines(self, *who):
        return [entry["line"] for entry in (self.json or {}).get("transcript", []) if entry["from"] in who]


# ---- inert output

def is_treacherous(char):
    """What can move, hide, reverse or restyle text."""
    point = ord(char)
    if char == "\n":
        return False
    return point < 0x20 or 0x7F <= point <= 0x9F or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") \
        or 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF or point in (0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0) \
        or 0x180B <= point <= 0x180F


def find_treachery(text):
    """The first harmful thing in `text`, or None."""
    run = 0
    for at, char in enumerate(text):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if is_treacherous(char) or run > 2:
            return "U+%04X near %r" % (ord(char), text[max(0, at - 20):at + 5])
    return None


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)


def judge_inert(run):
    try:
        text = run.out.decode()
    except UnicodeDecodeError as error:
        return ["output is not UTF-8: %s" % error]
    faults = [found for found in [find_treachery(text), find_treachery(run.err.decode("utf-8", "replace"))] if found]
    for part in strings_of(run.json):
        faults += [found for found in [find_treachery(part)] if found]
    return ["not inert: " + fault for fault in faults[:3]]


# ---- secrets

def forms_of(secret):
    """The ways in which a secret may leak: name -> bytes."""
    data = secret.encode() if isinstance(secret, str) else secret
    forms = {"as is": data, "hex": binascii.hexlify(data), "HEX": binascii.hexlify(data).upper()}
    for offset in range(3):
        code = base64.b64encode(b"\0" * offset + data)
        forms["base64 at %d" % offset] = code[(0, 2, 3)[offset]:(len(data) + offset) * 8 // 6]
    forms["URL"] = urllib.parse.quote(data, safe="").encode()
    forms["url"] = re.sub(rb"%[0-9A-F]{2}", lambda found: found.group().lower(), forms["URL"])
    forms["form"] = urllib.parse.quote_plus(data).encode()
    text = data.decode("utf-8", "replace")
    forms["JSON"] = json.dumps(text)[1:-1].encode()
    forms["JSON UTF-8"] = json.dumps(text, ensure_ascii=False)[1:-1].encode()
    forms["escaped"] = b"".join(b"\\x%02X" % byte if byte >= 0x80 else bytes([byte]) for byte in data)
    return forms


def find_secret(data, secret=PASSWORD):
    return [name for name, form in forms_of(secret).items() if form in data]


def judge_secret(run, secret=PASSWORD):
    faults = ["password %s in the output" % name for name in find_secret(run.out + b"\n" + run.err, secret)]
    for part in strings_of(run.json):
        faults += ["password %s in a JSON string" % name for name in find_secret(part.encode(), secret)]
    return faults[:3]


# ---- manners

SHOWN = re.compile(r"(EHLO|HELO) [!-~]+|STARTTLS|AUTH [A-Z0-9-]+( <hidden>)?|<hidden>|\*|MAIL FROM:<.*>.*|RCPT TO:<.*>.*|DATA|QUIT|NOOP")


def judge_manners(peers, clear_text=False, mail=False):
    """What the server saw: at most one AUTH in all connections, nothing secret before TLS, no mail that nobody asked for."""
    faults = []
    attempts = sum(command.upper().startswith(b"AUTH") for peer in peers for command in peer.commands())
    if attempts > 1:
        faults.append("%d AUTH attempts" % attempts)
    for peer in peers:
        if not clear_text and (b"AUTH" in peer.plain.upper() or find_secret(peer.plain)):
            faults.append("AUTH or password before TLS: %r" % peer.plain[:200])
        if not mail and re.search(rb"^(MAIL|RCPT|DATA)\b", peer.secret + b"\n" + peer.plain, re.M | re.I):
            faults.append("a message was begun")
        faults += ["script failed: " + fault for fault in peer.server.failures]
    return faults


def judge_shown(run):
    return ["client line shown as %r" % line for line in run.lines("client") if not SHOWN.fullmatch(line)]


def judge_shape(run):
    """The parts of the JSON agree with each other and with the exit code."""
    if run.code is None:
        return ["did not end"]
    if run.code < 0:
        return ["killed by signal %d: %s" % (-run.code, run.err[-300:])]
    if b"ERROR: AddressSanitizer" in run.err or b"runtime error" in run.err or b"LeakSanitizer" in run.err:
        return ["sanitizer: %s" % run.err.decode("utf-8", "replace")[:1500]]
    if run.form != "json":
        return [] if run.out.strip() else ["no output"]
    if run.json is None:
        return ["no JSON: %r %r" % (run.out[:200], run.err[:300])]
    verdict = run.json["verdict"]
    faults = []
    if verdict["exit"] != run.code:
        faults.append("exit %s, but verdict.exit %s" % (run.code, verdict["exit"]))
    if (run.code == 0) != (verdict["outcome"] == "passed"):
        faults.append("exit %s with outcome %s" % (run.code, verdict["outcome"]))
    failed = [stage["stage"] for stage in run.json["stages"] if stage["outcome"] == "failed" and stage["stage"] != "quit"]
    if failed != ([verdict["stage"]] if verdict["outcome"] == "failed" else []):
        faults.append("stages failed: %s, verdict at %s" % (failed, verdict["stage"]))
    if not re.match(r"[A-Z].*?[.!?)]( |$)", verdict["message"]):
        faults.append("no sentence for people: %r" % verdict["message"])
    return faults
