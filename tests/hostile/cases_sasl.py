# SPDX-License-Identifier: GPL-3.0-or-later
"""AUTH by mechanisms that prove something or take a token: servers that lie, do not make sense, or do not end."""

import base64

from case import ANY, case, each

TOKEN = "ya29.kanari-Vogel9-token-1234567890abcdef"
SALT = b"MDEyMzQ1Njc4OWFiY2RlZg=="
FALSE_SIGNATURES = {b"SCRAM-SHA-1": b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", b"SCRAM-SHA-256": b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}
FALSE_SIGNATURES.update({name + b"-PLUS": signature for name, signature in list(FALSE_SIGNATURES.items())})


def offer(mechanism):
    return b"250-mail\r\n250 AUTH " + mechanism + b"\r\n"


def challenge(p, text):
    p.say(b"334 " + base64.b64encode(text) + b"\r\n")


def never_asks_for_more(run, peers):
    """A server that was found out, or has said all, hears of no message."""
    return ["%r was sent" % line for line in peers[0].commands() if line.startswith((b"MAIL", b"RCPT", b"DATA"))]


# ---- SCRAM: both kinds, bound to the connection and not

SCRAM_LIES = {
    "another nonce": (dict(nonce=b"of-somebody-else"), "bad-challenge"),
    "half of the client's nonce": (dict(half=True), "bad-challenge"),
    "5,000,000 iterations": (dict(iterations=b"5000000"), "sasl-too-many-iterations"),
    "no iterations": (dict(iterations=b"0"), "bad-challenge"),
    "a false signature": (dict(), "sasl-false-proof"),
    "no signature": (dict(final=b"x"), "bad-challenge"),
    "235 in place of the signature": (dict(accept=True), "sasl-no-proof"),
    "235 in place of the first challenge": (dict(at_once=True), "sasl-no-proof"),
    "the first challenge for ever": (dict(endless=True), ("bad-challenge", "sasl-false-proof", "endless-challenges")),
}


def lie_in_scram(p, mechanism, nonce=None, half=False, iterations=b"4096", final=None, accept=False, at_once=False, endless=False):
    first = base64.b64decode(p.auth(offer(mechanism)).split(b" ")[2])
    if at_once:
        p.say(b"235 ok\r\n")
        p.end()
    own = first.split(b",r=")[1]
    text = b"r=%s,s=%s,i=%s" % (nonce or own[:len(own) // 2 if half else None] + b"server", SALT, iterations)
    challenge(p, text)
    while p.line() != b"*":
        if accept:
            p.say(b"235 ok\r\n")
            p.end()
        challenge(p, text if endless else final or FALSE_SIGNATURES[mechanism])
    p.say(b"501 cancelled\r\n")
    p.end()


for name in FALSE_SIGNATURES:
    for word, (how, problem) in SCRAM_LIES.items():
        def lie(p, name=name, how=how):
            lie_in_scram(p, name, **how)
        case("SASL", "%s: %s" % (name.decode(), word), exit=28, stage="auth", code=ANY, problem=problem, attempts=1,
             options=("--auth", name.decode()), sees=never_asks_for_more)(lie)


# ---- DIGEST-MD5

@each("SASL", "DIGEST-MD5: %s", {
    "a false proof": ((b'realm="r",nonce="n",qop="auth",algorithm=md5-sess,charset=utf-8', b"rspauth=" + b"0" * 32), dict(problem="sasl-false-proof")),
    "235 in place of the proof": ((b'realm="r",nonce="n",qop="auth",algorithm=md5-sess', None), dict(problem="sasl-no-proof")),
    "an empty challenge": ((b"", b""), dict(problem="bad-challenge")),
    "no nonce": ((b'realm="r",qop="auth",algorithm=md5-sess', b""), dict(problem="bad-challenge")),
    "escapes": ((b'realm="\x1b]0;x\x07",nonce="n",qop="auth",algorithm=md5-sess', b"x"), dict(problem="bad-challenge")),
    "2000 realms": ((b'realm="r",' * 200 + b'nonce="n",qop="auth",algorithm=md5-sess', b""), dict(problem=("bad-challenge", "sasl-false-proof"))),
}, exit=28, stage="auth", code=ANY, attempts=1, options=("--auth", "DIGEST-MD5"), sees=never_asks_for_more)
def _(p, texts):
    p.auth(offer(b"DIGEST-MD5"))
    for text in texts:
        if text is None:
            p.say(b"235 ok\r\n")
            p.end()
        challenge(p, text)
        if p.line() == b"*":
            break
    p.say(b"501 cancelled\r\n")
    p.end()


# ---- tokens: the reason comes as JSON in a challenge

JUNK = {
    "no JSON": b"nonsense", "half of one": b'{"status":"401"', "an empty one": b"{}", "a list": b"[1,2,3]", "deep": b"[" * 700 + b"]" * 700,
    "NUL": b'{"status":"4\0001"}', "escapes": b'{"status":"\\u001b[2J\x1b[31m","scope":"\\u202e\xe2\x80\xae"}', "no UTF-8": b'{"status":"\xff\xfe"}',
    "numbers": b'{"status":1e999}', "3000 bytes": b'{"status":"' + b"9" * 2900 + b'"}', "the token": b'{"status":"401","scope":"' + TOKEN.encode() + b'"}',
    "nothing": b"",
}

for name, answer in ((b"XOAUTH2", b""), (b"OAUTHBEARER", b"AQ==")):
    options = ("--auth", name.decode())

    @each("SASL", name.decode() + ": refused with %s", JUNK, exit=28, stage="auth", code=535, attempts=1, options=options, token=TOKEN, hides=(TOKEN,))
    def _(p, text, name=name, answer=answer):
        p.auth(offer(name))
        challenge(p, text)
        p.say(b"535 5.7.8 no\r\n" if p.line() == answer else b"550 heard something else\r\n")

    @case("SASL", name.decode() + ": reasons without end", exit=28, stage="auth", code=ANY, problem=("bad-challenge", "endless-challenges"), attempts=1,
          options=options, token=TOKEN)
    def _(p, name=name):
        p.auth(offer(name))
        while True:
            challenge(p, b'{"status":"401"}')
            if p.line() == b"QUIT":
                p.close()

    @case("SASL", name.decode() + ": a reason that is no Base64", exit=28, stage="auth", code=ANY, problem="bad-challenge", attempts=1, options=options,
          token=TOKEN)
    def _(p, name=name):
        p.auth(offer(name))
        p.say(b"334 {status:401}\r\n")
        p.say(b"501 cancelled\r\n" if p.line() == b"*" else b"550 that was an answer\r\n")

    @case("SASL", name.decode() + ": 535 repeats the token", exit=28, stage="auth", code=535, attempts=1, options=options, token=TOKEN, hides=(TOKEN,))
    def _(p, name=name):
        line = p.auth(offer(name))
        p.say(b"535-5.7.8 " + TOKEN.encode() + b"\r\n535 5.7.8 " + line + b"\r\n")

    @each("SASL", name.decode() + ": the token in %s, no log-in", {
        "the greeting": (b"554 no " + TOKEN.encode() + b"\r\n", dict(exit=21, stage="greeting", code=554)),
        "what is no greeting": (TOKEN.encode() + b"\r\n", dict(exit=21, stage="greeting", problem="invalid-reply", code=ANY)),
    }, exit=21, stage="greeting", attempts=0, options=options, token=TOKEN, hides=(TOKEN,))
    def _(p, said):
        p.say(said)


# ---- what comes after the end

@each("SASL", "%s: a challenge after 235", {"PLAIN": b"PLAIN", "XOAUTH2": (b"XOAUTH2", dict(token=TOKEN)), "EXTERNAL": (b"EXTERNAL", dict(options=("--auth", "EXTERNAL")))}, exit=0, stage="auth",
      code=ANY, attempts=1, sees=never_asks_for_more)
def _(p, mechanism):
    p.auth(offer(mechanism))
    p.say(b"235 ok\r\n334 cj14\r\n")
    p.end()


@each("SASL", "%s: a challenge after 535", {"PLAIN": b"PLAIN", "XOAUTH2": (b"XOAUTH2", dict(token=TOKEN))}, exit=28, stage="auth", code=535, attempts=1,
      sees=never_asks_for_more)
def _(p, mechanism):
    p.auth(offer(mechanism))
    p.say(b"535 5.7.8 no\r\n334 cj14\r\n")
    p.end()


@each("SASL", "EXTERNAL: a challenge, %s", {"empty": b"", "junk": b"\x1b[2J\0\xff"}, exit=28, stage="auth", code=ANY, problem="bad-challenge", attempts=1,
      options=("--auth", "EXTERNAL"))
def _(p, text):
    p.auth(offer(b"EXTERNAL"))
    challenge(p, text)
    p.say(b"501 cancelled\r\n" if p.line() == b"*" else b"550 that was an answer\r\n")
