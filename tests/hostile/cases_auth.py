# SPDX-License-Identifier: GPL-3.0-or-later
"""AUTH: verdicts, senseless challenges, odd credentials, servers that echo what they heard."""

import base64
import binascii
import hashlib
import hmac
import threading
import urllib.parse

from case import ANY, case, each
from client import PASSWORD, USER
from fake_server import EHLO_AUTH, decode

PLAIN_ONLY = EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b"")


def at_most(count, *words):
    """The lines after the AUTH line, without QUIT."""
    def look(run, peers):
        lines = peers[0].secret.split(b"\r\n")
        start = [at for at, line in enumerate(lines) if line.upper().startswith(b"AUTH")]
        rest = [line for line in lines[start[0] + 1:] if line and line != b"QUIT"] if start else []
        faults = ["%d lines after AUTH: %r" % (len(rest), rest)] if len(rest) > count else []
        return faults + ["expected %r, got %r" % (words, rest) for _ in [0] if words and tuple(rest) != words]
    return look


# ---- verdicts

CODES = {
    "535": b"535 5.7.8 Error: authentication failed\r\n", "535 of several lines": b"535-5.7.8 wrong\r\n535 5.7.8 see http://x.test\r\n",
    "421": b"421 4.7.0 try later\r\n", "432": b"432 4.7.12 password transition needed\r\n", "454": b"454 4.7.0 temporary failure\r\n",
    "451": b"451 4.3.0 mail server temporarily rejected\r\n", "500": b"500 5.5.6 line too long\r\n", "501": b"501 5.5.2 cannot decode\r\n",
    "503": b"503 5.5.1 already\r\n", "504": b"504 5.7.4 unrecognized type\r\n", "525": b"525 5.7.13 disabled\r\n", "526": b"526 5.7.1 no\r\n",
    "530": b"530 5.7.0 STARTTLS first\r\n", "534": b"534 5.7.9 application-specific password required\r\n", "538": b"538 5.7.11 encryption required\r\n",
    "550": b"550 5.7.1 no\r\n", "554": b"554 5.7.8 no\r\n", "571": b"571 no\r\n",
}


@each("verdict", "%s, session left open", CODES, exit=28, stage="auth", code=tuple(int(word[:3]) for word in CODES), attempts=1, connections=1,
      sees=at_most(0))
def _(p, reply):
    p.auth(PLAIN_ONLY)
    p.say(reply)


@each("verdict", "%s without a word about credentials is not called a wrong password", {
    "521": b"521 no\r\n", "550": b"550 5.7.1 no\r\n", "551": b"551 no\r\n", "552": b"552 no\r\n", "553": b"553 no\r\n", "554": b"554 no\r\n",
    "571": b"571 no\r\n",
}, exit=28, stage="auth", code=(521, 550, 551, 552, 553, 554, 571), attempts=1,
      sees=lambda run, peers: ["called a wrong password"] if "wrong-password" in [d["id"] for d in run.json["diagnoses"]] else [])
def _(p, reply):
    p.auth(PLAIN_ONLY)
    p.say(reply)


@each("verdict", "%s and close", {word: CODES[word] for word in ("535", "421", "454", "535 of several lines")}, exit=28, stage="auth",
      code=(535, 421, 454), attempts=1, connections=1)
def _(p, reply):
    p.auth(PLAIN_ONLY)
    p.say_and_close(reply)


@each("verdict", "%s in answer to the response", {word: CODES[word] for word in ("535", "421", "454", "534")}, exit=28, stage="auth",
      code=(535, 421, 454, 534), attempts=1, options=("--auth", "LOGIN"), sees=at_most(2))
def _(p, reply):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n")
    p.line()
    p.say(b"334 UGFzc3dvcmQ6\r\n")
    p.line()
    p.say(reply)


@each("verdict", "%s after the user name alone", {word: CODES[word] for word in ("535", "421")}, exit=28, stage="auth",
      code=(535, 421), attempts=1, options=("--auth", "LOGIN"), sees=at_most(1))
def _(p, reply):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n")
    p.line()
    p.say(reply)


@each("verdict", "%s instead of a verdict", {"250": b"250 ok\r\n", "220": b"220 ok\r\n", "354": b"354 go\r\n", "221": b"221 bye\r\n", "251": b"251 x\r\n",
                                             "234": b"234 x\r\n", "335": b"335 x\r\n"},
      exit=28, stage="auth", problem="unexpected-code", code=ANY, attempts=1)
def _(p, reply):
    p.auth(PLAIN_ONLY)
    p.say(reply)


UNASKED = dict(shows=("The server sent a reply that nobody asked for.",))


@each("verdict", "235 and %s", {"garbage": (b"\xff\x00\x1b[2J!!\r\n", dict(shows=("something that is not an SMTP reply",))), "half a line": b"250 mo",
                                "a flood": (b"250 x\r\n" * 9000, UNASKED), "LF": b"\n", "535": (b"535 5.7.8 no\r\n", UNASKED),
                                "421": (b"421 bye\r\n", dict(hides=UNASKED["shows"]))},
      exit=0, stage="auth", code=ANY, attempts=1)
def _(p, extra):
    p.auth(PLAIN_ONLY)
    p.say(b"235 2.7.0 ok\r\n" + extra)


@case("verdict", "235 of several lines", exit=0, stage="auth", code=ANY, attempts=1)
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"235-2.7.0 wel\r\n235 come\r\n")


# ---- lock-out: the count is kept over all connections of a run

def lock_out(after):
    seen = {}
    guard = threading.Lock()

    def script(p):
        while True:
            p.auth(PLAIN_ONLY)
            with guard:
                count = seen[id(p.server)] = seen.get(id(p.server), 0) + 1
            p.say(b"535 5.7.8 wrong\r\n" if count < after else b"535 5.7.8 account locked\r\n")
            p.end()
    return script


for number in (1, 2, 3):
    case("verdict", "account locked after %d failures" % number, exit=28, stage="auth", code=535, attempts=1, connections=1,
         hides=() if number == 1 else ("locked",))(lock_out(number))


# ---- challenges

@each("challenge", "to PLAIN with an initial response: %s", {
    "empty": b"334 \r\n", "without a space": b"334\r\n", "Username:": b"334 VXNlcm5hbWU6\r\n", "no Base64": b"334 %%%\r\n", "of 4000 bytes": b"334 " + b"QUFB" * 1000 + b"\r\n",
}, exit=28, stage="auth", problem="bad-challenge", code=ANY, attempts=1, options=("--auth", "PLAIN"), sees=at_most(1, b"*"))
def _(p, challenge):
    p.auth()
    p.say(challenge)
    p.expect(b"*")
    p.say(b"501 5.7.0 cancelled\r\n")


@each("challenge", "endless, %s", {"PLAIN": b"PLAIN", "LOGIN": b"LOGIN", "CRAM-MD5": b"CRAM-MD5"}, exit=28, stage="auth", problem="endless-challenges", code=ANY,
      attempts=1, sees=at_most(4))
def _(p, mechanism):
    p.auth(b"250-mail\r\n250 AUTH " + mechanism + b"\r\n")
    while True:
        p.say(b"334 VXNlcm5hbWU6\r\n")
        if p.line() == b"QUIT":
            p.close()


@each("challenge", "a flood in one segment, %s", {"PLAIN": b"PLAIN", "LOGIN": b"LOGIN"}, exit=28, stage="auth",
      problem=("out-of-step", "endless-challenges", "bad-challenge"), code=ANY, attempts=1, sees=at_most(1))
def _(p, mechanism):
    p.auth(b"250-mail\r\n250 AUTH " + mechanism + b"\r\n")
    p.say(b"334 VXNlcm5hbWU6\r\n" * 500)


@case("challenge", "given up with *, then silence", exit=28, stage="auth", problem="reply-timeout", attempts=1, options=("--auth", "PLAIN"), timeout=1,
      limit=4.5, stalls=True, sees=at_most(1, b"*"))
def _(p):
    p.auth()
    p.say(b"334 \r\n")
    p.hold()


@each("challenge", "given up with *, answered %s", {"535": b"535 5.7.8 no\r\n", "235": b"235 welcome\r\n", "421": b"421 bye\r\n", "250": b"250 ok\r\n"},
      exit=28, stage="auth", code=ANY, problem=(None, "bad-challenge"), attempts=1, options=("--auth", "PLAIN"), sees=at_most(1, b"*"))
def _(p, reply):
    p.auth()
    p.say(b"334 \r\n")
    p.expect(b"*")
    p.say(reply)


def never_hears_password_first(run, peers):
    """A server that asks for the password first, or for the user name twice, must not get the password as a name."""
    lines = peers[0].secret.split(b"\r\n")
    first = [at for at, line in enumerate(lines) if line.upper().startswith(b"AUTH")]
    answers = lines[first[0] + 1:] if first else []
    return ["the first answer was the password"] if answers and decode(answers[0]) == PASSWORD.encode() else []


@case("challenge", "LOGIN asks for the password first", exit=28, stage="auth", problem="bad-challenge", code=ANY, attempts=1, options=("--auth", "LOGIN"),
      sees=never_hears_password_first)
def _(p):
    p.auth()
    p.say(b"334 UGFzc3dvcmQ6\r\n")
    p.line()
    p.say(b"501 what\r\n")


@each("challenge", "LOGIN asks for the user name in other words: %s", {
    "nothing": b"", "User Name NUL": base64.b64encode(b"User Name\0"), "Benutzername": base64.b64encode("Benutzername:".encode()),
    "Chinese": base64.b64encode("\u7528\u6237\u540d".encode()), "escapes": base64.b64encode(b"\x1b[2J"),
    "1500 bytes": base64.b64encode(b"u" * 1500),
}, exit=28, stage="auth", code=535, attempts=1, options=("--auth", "LOGIN"), sees=never_hears_password_first)
def _(p, prompt):
    p.auth()
    p.say(b"334 " + prompt + b"\r\n")
    heard = [decode(p.line())]
    p.say(b"334 " + prompt + b"\r\n")
    heard.append(decode(p.line()))
    p.say(b"535 5.7.8 no\r\n" if heard == [USER.encode(), PASSWORD.encode()] else b"550 heard something else\r\n")


@case("challenge", "LOGIN asks in plain words", exit=28, stage="auth", code=535, attempts=1, options=("--auth", "LOGIN"), sees=never_hears_password_first)
def _(p):
    p.auth()
    p.say(b"334 Username:\r\n")
    heard = [decode(p.line())]
    p.say(b"334 Password:\r\n")
    heard.append(decode(p.line()))
    p.say(b"535 5.7.8 no\r\n" if heard == [USER.encode(), PASSWORD.encode()] else b"550 heard something else\r\n")


@each("challenge", "to LOGIN, neither Base64 nor a question: %s", {"noise": b"!!!not base64!!!", "NUL": b"VXNl\0cm5hbWU6", "a sentence": b"go on"},
      exit=28, stage="auth", problem="bad-challenge", code=ANY, attempts=1, options=("--auth", "LOGIN"), sees=at_most(1, b"*"))
def _(p, challenge):
    p.auth()
    p.say(b"334 " + challenge + b"\r\n")
    p.expect(b"*")
    p.say(b"501 5.7.0 cancelled\r\n")


@case("challenge", "LOGIN asks a third question", exit=28, stage="auth", problem="bad-challenge", code=ANY, attempts=1, options=("--auth", "LOGIN"), sees=at_most(3))
def _(p):
    p.auth()
    for prompt in (b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n", b"334 TW9yZTo=\r\n"):
        p.say(prompt)
        last = p.line()
    p.say(b"501 cancelled\r\n" if last == b"*" else b"550 that was an answer\r\n")


@each("challenge", "CRAM-MD5: %s", {
    "empty": (b"334 \r\n", {}), "without a space": (b"334\r\n", {}), "no Base64": (b"334 <12345@x>\r\n", {}), "cut short": (b"334 PDEyMzQ\r\n", {}),
    "of 3000 bytes": (b"334 " + base64.b64encode(b"<" + b"1" * 3000 + b">") + b"\r\n", {}),
}, exit=28, stage="auth", problem=("bad-challenge", None), code=ANY, attempts=1, options=("--auth", "CRAM-MD5"))
def _(p, challenge):
    p.auth()
    p.say(challenge)
    p.say(b"501 5.5.2 no\r\n" if p.line() == b"*" else b"535 5.7.8 no\r\n")


# ---- credentials

def plain_right(p, user, password):
    got = decode(p.auth(b"250-mail\r\n250 AUTH PLAIN\r\n")[len(b"AUTH PLAIN "):])
    return got is not None and got.split(b"\0")[1:] == [user, password]


def login_right(p, user, password):
    p.auth(b"250-mail\r\n250 AUTH LOGIN\r\n")
    p.say(b"334 VXNlcm5hbWU6\r\n")
    first = decode(p.line())
    p.say(b"334 UGFzc3dvcmQ6\r\n")
    return [first, decode(p.line())] == [user, password]


def cram_right(p, user, password):
    p.auth(b"250-mail\r\n250 AUTH CRAM-MD5\r\n")
    challenge = b"<4711.1234@mail.hostile.test>"
    p.say(b"334 " + base64.b64encode(challenge) + b"\r\n")
    return decode(p.line()) == user + b" " + hmac.new(password, challenge, hashlib.md5).hexdigest().encode()


CREDENTIALS = {
    "usual ones": (USER, PASSWORD), "UTF-8": ("j\u00fcrgen@hostile.test", "gr\u00fc\u00dfe-\u5bc6\u7801"), "spaces": ("user name", " leading and trailing "),
    "percent signs": ("%s%n@hostile.test", "%s%n%%100%x"), "quotes and backslashes": ("o'brien\"\\@hostile.test", "\"'\\`$(id)"),
    "a long name": ("u" * 250 + "@hostile.test", "correct horse"), "a long password": (USER, "p" * 300), "both long": ("u" * 150, "p" * 150),
    "one character": ("u", "pw9!"), "a password like a reply": (USER, "235 2.7.0 ok"), "a password like Base64": (USER, "AGFsaWNlAHNlY3JldA=="),
    "a password like the mask": (USER, "<hidden>"), "Latin-1 bytes": (USER, b"gr\xfc\xdfe und so"),
    "a password equal to the user name": (USER, USER), "a password within the domain": (USER, "hostile"),
}

for word, (user, password) in CREDENTIALS.items():
    for mechanism, right in (("PLAIN", plain_right), ("LOGIN", login_right), ("CRAM-MD5", cram_right)):
        def log_in(p, right=right, user=user, password=password):
            data = password if isinstance(password, bytes) else password.encode()
            p.say(b"235 2.7.0 ok\r\n" if right(p, user.encode(), data) else b"535 5.7.8 heard something else\r\n")
        if (word, mechanism) == ("Latin-1 bytes", "CRAM-MD5"):  # GNU SASL prepares the password (RFC 4013), which is about UTF-8
            case("credentials", "%s, %s" % (word, mechanism), exit=28, stage="auth", problem="credentials-not-allowed", user=user, password=password,
                 attempts=ANY, code=ANY)(log_in)
            continue
        case("credentials", "%s, %s" % (word, mechanism), exit=0, stage="auth", user=user, password=password, attempts=1, code=ANY)(log_in)

@case("credentials", "too long for AUTH's own line", exit=0, stage="auth", user="u" * 250, password="p" * 1000, attempts=1, code=ANY, options=("--auth", "PLAIN"))
def _(p):
    """RFC 4954, 4: what does not fit into 512 bytes waits for its own 334."""
    line = p.auth(b"250-mail\r\n250 AUTH PLAIN\r\n")
    p.say(b"334 \r\n")
    right = line == b"AUTH PLAIN" and decode(p.line()) == b"\0" + b"u" * 250 + b"\0" + b"p" * 1000
    p.say(b"235 2.7.0 ok\r\n" if right else b"535 5.7.8 heard something else\r\n")


# ---- servers that echo the password

def echoes(password=PASSWORD):
    data = password.encode()
    line = b"AUTH PLAIN " + base64.b64encode(b"\0" + USER.encode() + b"\0" + data)
    return {
        "as is": data, "twice": data + b" " + data, "in Base64": base64.b64encode(data), "in Base64, one byte later": base64.b64encode(b"x" + data + b"y"),
        "in Base64, two bytes later": base64.b64encode(b"xy" + data + b"z"), "in hex": binascii.hexlify(data), "in HEX": binascii.hexlify(data).upper(),
        "URL-encoded": urllib.parse.quote(password, safe="").encode(), "the whole AUTH line": line, "next to an escape": b"\x1b[1m" + data + b"\x1b[0m",
        "within words": b"password=" + data + b"&user=x", "with a NUL in front": b"\0" + data + b"\0",
    }


@each("echo", "535 repeats the password %s", echoes(), exit=28, stage="auth", code=535, attempts=1)
def _(p, echo):
    p.auth(PLAIN_ONLY)
    p.say(b"535-5.7.8 " + echo + b"\r\n535 5.7.8 wrong: " + echo + b"\r\n")


@case("echo", "a second reply repeats the AUTH line", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    line = p.auth(PLAIN_ONLY)
    p.say(b"535 no\r\n421 you said " + line + b"\r\n")
    p.close()


@case("echo", "the answer to QUIT repeats the password", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"535 no\r\n")
    p.expect(b"QUIT")
    p.say(b"221 bye " + PASSWORD.encode() + b"\r\n")
    p.close()


@case("echo", "a cut-off line repeats the password", exit=28, stage="auth", problem="closed", attempts=1)
def _(p):
    p.auth(PLAIN_ONLY)
    p.say_and_close(b"535 " + PASSWORD.encode())


@case("echo", "a line that is too long repeats the password", exit=28, stage="auth", problem="line-too-long", attempts=1, code=ANY)
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"535 " + (PASSWORD.encode() + b" ") * 1000 + b"\r\n")


@case("echo", "bytes that are no reply repeat the password", exit=28, stage="auth", problem="invalid-reply", attempts=1, code=ANY)
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(PASSWORD.encode() + b"\r\n")


@case("echo", "the challenge repeats the user's answer", exit=28, stage="auth", code=535, attempts=1, options=("--auth", "LOGIN"))
def _(p):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n")
    p.line()
    p.say(b"334 UGFzc3dvcmQ6\r\n")
    p.say(b"535 you said " + p.line() + b"\r\n")


@each("echo", "the greeting knows the password: %s", {"as is": PASSWORD.encode(), "in Base64": base64.b64encode(PASSWORD.encode())}, exit=22, stage="ehlo", code=550)
def _(p, echo):
    p.hello(b"550 " + echo + b"\r\n", b"220 " + echo + b"\r\n")
