# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies: refusals at every stage, 421 at every moment, and what is no reply at all."""

import time

from case import ANY, blames_the_port, case, each
from fake_server import EHLO_AUTH, EHLO_PLAIN, GREETING

PLAIN_ONLY = EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b"")
SHUT = b"421 4.3.2 shutting down\r\n"


# ---- greetings that refuse

@each("greeting", "%s", {
    "421 and close": (b"421 4.3.2 busy\r\n", dict(code=421)),
    "421 in several lines and close": (b"421-4.3.2 busy\r\n421-4.3.2 very\r\n421 4.3.2 later\r\n", dict(code=421, shows=("very",))),
    "421 without text and close": (b"421\r\n", dict(code=421)),
    "421 with a space only and close": (b"421 \r\n", dict(code=421)),
    "421 with bare LF and close": (b"421 busy\n", dict(code=421)),
    "554 and close": (b"554 5.7.1 blocked\r\n", dict(code=554)),
    "521 and close": (b"521 does not accept mail\r\n", dict(code=521)),
    "450 and close": (b"450 4.7.1 greylisted\r\n", dict(code=450)),
    "550 and close": (b"550-5.7.1 blocked\r\n550 5.7.1 see https://example.test/\r\n", dict(code=550)),
    "two refusals, and close": (b"421 one\r\n554 two\r\n", dict(code=421, shows=("554 two",))),
}, exit=21, stage="greeting")
def _(p, reply):
    p.say_and_close(reply)


def hangs_up_first(run, peers):
    quick = run.seconds < 4
    return [] if quick and peers and all(peer.ended for peer in peers) else ["the client did not hang up by itself"]


@each("greeting", "%d, connection left open", {421: b"421 4.3.2 busy\r\n", 554: b"554 5.7.1 blocked\r\n", 450: b"450 later\r\n"},
      exit=21, stage="greeting", code=(421, 554, 450), sees=hangs_up_first)
def _(p, reply):
    p.say(reply)
    p.hold()


@each("greeting", "%d as greeting is not expected", {250: b"250 hello\r\n", 354: b"354 go\r\n", 235: b"235 ok\r\n", 334: b"334 \r\n",
                                                    221: b"221 bye\r\n", 211: b"211 status\r\n"},
      exit=21, stage="greeting", problem="unexpected-code", code=ANY, sees=blames_the_port)
def _(p, reply):
    p.say(reply)
    p.hold()


@case("greeting", "starred out by a firewall", exit=29, stage="tls", problem="tls-not-offered", code=ANY, shows=("firewall",))
def _(p):
    p.hello(b"250-mail\r\n250-XXXXXXXA\r\n250 SIZE\r\n", b"220 ****************************\r\n")


@case("greeting", "nothing but the code", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.hello(EHLO_PLAIN, b"220\r\n")
    p.start_tls()
    p.expect(b"EHLO")
    p.say(EHLO_AUTH)
    p.expect(b"AUTH")
    p.say(b"535\r\n")


# ---- 421 and other refusals in answer to a command

@each("refusal", "%s in answer to EHLO", {
    "421": (SHUT, dict(code=421)),
    "421 and close": (SHUT, dict(code=421)),
    "550": (b"550 5.7.1 no\r\n", dict(code=550)),
    "554": (b"554 no\r\n", dict(code=554)),
    "450": (b"450 4.7.1 later\r\n", dict(code=450)),
    "220": (b"220 again\r\n", dict(problem="unexpected-code", code=220)),
    "354": (b"354 go on\r\n", dict(problem="unexpected-code", code=354)),
}, exit=22, stage="ehlo", sees=lambda run, peers: ["HELO was tried"] if b"HELO" in peers[0].plain else [])
def _(p, reply):
    p.hello(reply)


@each("refusal", "%s in answer to the EHLO inside TLS", {
    "421": (SHUT, dict(code=421)), "500": (b"500 what?\r\n", dict(code=ANY)), "550": (b"550 no\r\n", dict(code=550)),
}, exit=(32, 28), stage=("ehlo", "auth"), problem=(None, "auth-none-offered"), attempts=0)
def _(p, reply):
    p.secure(reply)
    p.expect(b"HELO")
    p.say(b"250 hello\r\n")


@each("refusal", "%s in answer to STARTTLS", {
    "421": (SHUT, dict(code=421)), "454": (b"454 4.3.0 TLS not available\r\n", dict(code=454)),
    "502": (b"502 5.5.1 not implemented\r\n", dict(code=502)), "500": (b"500 what?\r\n", dict(code=500)),
    "501": (b"501 syntax\r\n", dict(code=501)), "554": (b"554 5.7.3 unable\r\n", dict(code=554)),
    "530": (b"530 5.7.0 first\r\n", dict(code=530)),
}, exit=29, stage="tls", tls="starttls-refused", attempts=0)
def _(p, reply):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(reply)


@each("refusal", "%s instead of 220 in answer to STARTTLS", {"250": b"250 ok\r\n", "354": b"354 go\r\n", "235": b"235 ok\r\n",
                                                             "221": b"221 bye\r\n", "334": b"334 \r\n"},
      exit=29, stage="tls", problem="unexpected-code", code=ANY, attempts=0)
def _(p, reply):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(reply)


# ---- a 421 that nobody asked for

@case("pushed 421", "together with the greeting", exit=6, stage="ehlo", code=421, unsolicited=True,
      sees=lambda run, peers: ["EHLO was sent"] if b"EHLO" in peers[0].plain else [])
def _(p):
    p.say(GREETING + SHUT)


@case("pushed 421", "together with the EHLO reply", exit=6, stage="tls", code=421, unsolicited=True,
      sees=lambda run, peers: ["STARTTLS was sent"] if b"STARTTLS" in peers[0].plain else [])
def _(p):
    p.hello(EHLO_PLAIN + SHUT)


@case("pushed 421", "in several lines, together with the EHLO reply", exit=6, stage="tls", code=421, unsolicited=True)
def _(p):
    p.hello(EHLO_PLAIN + b"421-4.3.2 shutting\r\n421 4.3.2 down\r\n")


@case("pushed 421", "together with the EHLO reply inside TLS", exit=6, stage="auth", code=421, unsolicited=True, attempts=0)
def _(p):
    p.secure(EHLO_AUTH + SHUT)


@case("pushed 421", "right after the handshake", exit=(6, 32), stage="ehlo", code=421, attempts=0)
def _(p):
    p.hello()
    p.start_tls()
    p.say(SHUT)


def no_answer_to_challenge(run, peers):
    sent = [line for line in peers[0].commands() if line.upper().split()[0] not in (b"EHLO", b"STARTTLS", b"AUTH")]
    return ["sent after the 421: %r" % line for line in sent]


@case("pushed 421", "together with a challenge", exit=6, stage="auth", code=421, unsolicited=True, attempts=1,
      options=("--auth", "LOGIN"), sees=no_answer_to_challenge)
def _(p):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n" + SHUT)


@case("pushed 421", "together with a CRAM challenge", exit=6, stage="auth", code=421, unsolicited=True, attempts=1,
      options=("--auth", "CRAM-MD5"), sees=no_answer_to_challenge)
def _(p):
    p.auth()
    p.say(b"334 PDEyMzQ1LjY3ODlAaG9zdGlsZS50ZXN0Pg==\r\n" + SHUT)


@case("pushed 421", "together with 235", exit=0, stage="auth", code=ANY, attempts=1, shows=("421 4.3.2",))
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"235 ok\r\n" + SHUT)
    p.close()


@case("pushed 421", "together with 235, when MAIL is to follow", exit=6, stage="mail", code=421, unsolicited=True, attempts=1,
      options=("--quit-after", "MAIL", "--from", "user@hostile.test"), mail=True,
      sees=lambda run, peers: ["MAIL was sent"] if b"MAIL" in peers[0].secret else [])
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"235 ok\r\n" + SHUT)


@case("pushed 421", "together with 535", exit=28, stage="auth", code=535, attempts=1, shows=("535 5.7.8", "421 4.7.0"))
def _(p):
    p.auth()
    p.say(b"535 5.7.8 wrong\r\n421 4.7.0 too many errors\r\n")
    p.close()


@case("pushed 421", "and then 535 in one segment", exit=28, stage="auth", code=421, attempts=1, shows=("535 5.7.8", "421 4.7.0"))
def _(p):
    p.auth()
    p.say(b"421 4.7.0 too many errors\r\n535 5.7.8 wrong\r\n")
    p.close()


@case("pushed 421", "together with the EHLO reply, all with bare LF", exit=6, stage="tls", code=421, unsolicited=True)
def _(p):
    p.hello(b"250-mail\n250 STARTTLS\n421 bye\n")


# ---- an extra reply that is no 421

@each("out of step", "%s", {
    "a second greeting": (GREETING + GREETING, {}),
    "an answer to EHLO before EHLO": (GREETING + EHLO_PLAIN, {}),
    "a 250 after the greeting": (GREETING + b"250 extra\r\n", {}),
}, exit=22, stage="ehlo", problem="out-of-step", code=ANY)
def _(p, data):
    p.say(data)


@case("out of step", "an empty line after the greeting", exit=22, stage="ehlo", problem="invalid-reply", code=ANY)
def _(p):
    p.say(GREETING + b"\r\n")


@case("out of step", "a 550 after the greeting", exit=(6, 22), stage="ehlo", problem="out-of-step", code=550)
def _(p):
    p.say(GREETING + b"550 5.7.1 blocked after all\r\n")


@each("out of step", "a %s after the EHLO reply", {"250": b"250 extra\r\n", "220": b"220 ready for TLS\r\n", "235": b"235 welcome\r\n"},
      exit=29, stage="tls", problem="out-of-step", code=ANY, sees=lambda run, peers: ["STARTTLS was sent"] if b"STARTTLS" in peers[0].plain else [])
def _(p, extra):
    p.hello(EHLO_PLAIN + extra)


@each("out of step", "a %s that nobody asked for is no refused log-in", {"535": b"535 5.7.8 x\r\n", "534": b"534 5.7.9 x\r\n"},
      exit=6, stage="auth", problem="login-code-unasked", code=ANY, attempts=0, hides=("refused the log-in", "log-in was refused"))
def _(p, extra):
    p.secure(EHLO_AUTH + extra)


@each("out of step", "a %s in answer to STARTTLS", {"535": b"535 5.7.8 x\r\n", "534": b"534 5.7.9 x\r\n"},
      exit=29, stage="tls", problem="login-code-unasked", code=ANY, attempts=0, hides=("refused the log-in", "log-in was refused"))
def _(p, reply):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(reply)


@each("out of step", "a %s after the EHLO reply inside TLS", {"250": b"250 extra\r\n", "334": b"334 \r\n", "235": b"235 welcome\r\n"},
      exit=28, stage="auth", problem="out-of-step", code=ANY, attempts=0)
def _(p, extra):
    p.secure(EHLO_AUTH + extra)


@case("out of step", "a 250 after a challenge", exit=28, stage="auth", problem="out-of-step", code=ANY, attempts=1,
      options=("--auth", "LOGIN"), sees=no_answer_to_challenge)
def _(p):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n250 extra\r\n")


@case("out of step", "535 and then 235", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.auth()
    p.say(b"535 wrong\r\n235 right after all\r\n")


@case("out of step", "235 and then 535", exit=0, stage="auth", code=ANY, attempts=1, shows=("535 wrong",))
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"235 right\r\n535 wrong after all\r\n")


@case("out of step", "235 and then a 250, when MAIL is to follow", exit=23, stage="mail", problem="out-of-step", code=ANY, attempts=1,
      options=("--quit-after", "MAIL", "--from", "user@hostile.test"), mail=True)
def _(p):
    p.auth(PLAIN_ONLY)
    p.say(b"235 right\r\n250 extra\r\n")


# ---- what is no reply

BROKEN = {
    "code 999": b"999 what\r\n", "code 000": b"000 what\r\n", "code 099": b"099 what\r\n", "code 600": b"600 what\r\n",
    "code 1xx": b"150 about to\r\n", "four digits": b"2200 ready\r\n", "two digits": b"22 ready\r\n", "a letter in the code": b"2x0 ready\r\n",
    "a space before the code": b" 220 ready\r\n", "an underscore after the code": b"220_ready\r\n", "a tab after the code": b"220\tready\r\n",
    "a minus before the code": b"-220 ready\r\n", "a plus before the code": b"+220 ready\r\n",
    "wide digits": "\uff12\uff12\uff10 ready\r\n".encode(), "an empty line": b"\r\n", "LF alone": b"\n", "NUL before the code": b"\0220 ready\r\n",
    "hexadecimal": b"0xDC ready\r\n", "a byte order mark": b"\xef\xbb\xbf220 ready\r\n", "a colon after the code": b"220: ready\r\n",
}


@each("no reply", "%s as greeting", BROKEN, exit=21, stage="greeting", problem="invalid-reply", code=ANY)
def _(p, data):
    p.say(data)
    p.hold()


@each("no reply", "%s in answer to EHLO", {word: BROKEN[word] for word in ("code 999", "four digits", "an empty line", "a tab after the code")},
      exit=22, stage="ehlo", problem="invalid-reply", code=ANY)
def _(p, data):
    p.hello(data.replace(b"220", b"250"))


@each("no reply", "%s in answer to STARTTLS", {word: BROKEN[word] for word in ("code 000", "two digits", "NUL before the code")},
      exit=29, stage="tls", problem="invalid-reply", code=ANY, attempts=0)
def _(p, data):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(data)


@each("no reply", "%s in answer to AUTH", {"code 999": b"999 what\r\n", "four digits": b"2350 ok\r\n", "a letter in the code": b"23S ok\r\n",
                                           "235 with a colon": b"235: ok\r\n", "an empty line": b"\r\n"},
      exit=28, stage="auth", problem="invalid-reply", code=ANY, attempts=1)
def _(p, data):
    p.auth()
    p.say(data)


# Who greeted as a mail server is one, whatever it says later.
FOREIGN = {"HTTP": b"HTTP/1.1 400 Bad Request\r\n", "IMAP": b"* BYE\r\n", "POP3": b"-ERR what\r\n", "SSH": b"SSH-2.0-x\r\n", "HTML": b"<html>\r\n"}


@each("no reply", "%s in answer to EHLO", FOREIGN, exit=22, stage="ehlo", problem="invalid-reply", code=ANY)
def _(p, data):
    p.hello(data)


@each("no reply", "%s in answer to STARTTLS", FOREIGN, exit=29, stage="tls", problem="invalid-reply", code=ANY)
def _(p, data):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(data)


@each("no reply", "%s in answer to AUTH", FOREIGN, exit=28, stage="auth", problem="invalid-reply", code=ANY, attempts=1,
      sees=lambda run, peers: ["said to be no mail server: %s" % d["id"] for d in run.json["diagnoses"] if d["id"] == "not-a-mail-server"])
def _(p, data):
    p.auth()
    p.say(data)


@each("no reply", "mixed codes: %s", {
    "220 and 250 as greeting": (b"220-a\r\n250 b\r\n", dict(exit=21, stage="greeting")),
    "220 and 421 as greeting": (b"220-a\r\n421 b\r\n", dict(exit=21, stage="greeting")),
    "220 and no code": (b"220-a\r\nhello\r\n", dict(exit=21, stage="greeting", problem="invalid-reply")),
}, problem="mixed-codes", code=ANY, exit=21, stage="greeting")
def _(p, data):
    p.say(data)
    p.hold()


@each("no reply", "mixed codes in answer to EHLO: %s", {"250 and 550": b"250-a\r\n550 b\r\n", "250 and 220": b"250-a\r\n250-STARTTLS\r\n220 b\r\n",
                                                        "250 and 421": b"250-a\r\n421 4.3.2 bye\r\n"},
      exit=22, stage="ehlo", problem="mixed-codes", code=ANY)
def _(p, data):
    p.hello(data)


@each("no reply", "mixed codes in answer to AUTH: %s", {"535 and 235": b"535-a\r\n235 b\r\n", "235 and 535": b"235-a\r\n535 b\r\n",
                                                        "454 and 535": b"454-a\r\n535 b\r\n"},
      exit=28, stage="auth", problem="mixed-codes", code=ANY, attempts=1)
def _(p, data):
    p.auth()
    p.say(data)


# ---- line ends and lengths

@case("line ends", "bare LF everywhere", exit=28, stage="auth", code=535, attempts=1, shows=("LF alone",))
def _(p):
    p.hello(EHLO_PLAIN.replace(b"\r\n", b"\n"), GREETING.replace(b"\r\n", b"\n"))
    p.start_tls()
    p.expect(b"EHLO")
    p.say(EHLO_AUTH.replace(b"\r\n", b"\n"))
    p.expect(b"AUTH")
    p.say(b"535 no\n")


@case("line ends", "a bare CR ends no line", exit=22, stage="ehlo", code=550, shows=("\\x0D421 hidden",))
def _(p):
    p.hello(b"550 no\r\n", b"220 mail\r421 hidden\r\n")


@case("line ends", "two CR before LF", exit=22, stage="ehlo", code=550)
def _(p):
    p.hello(b"550 no\r\r\n", b"220 mail\r\r\n")


@case("line ends", "CR LF split between two segments", exit=22, stage="ehlo", code=550, hides=("LF alone",))
def _(p):
    p.say(b"220 mail\r")
    time.sleep(0.1)
    p.say(b"\n")
    p.expect(b"EHLO")
    p.say(b"550 no\r\n")


def sends_little(run, peers):
    return ["the client took %d bytes" % peers[0].sent] if peers[0].sent > 16_000_000 else []


@each("long lines", "%s", {
    "a greeting without any line end": (b"a", dict(exit=21, stage="greeting")),
    "a greeting of 100 MB": (b"220 " + b"a" * 996, dict(exit=21, stage="greeting")),
    "NUL without end": (b"\0", dict(exit=21, stage="greeting")),
}, exit=21, stage="greeting", problem="line-too-long", sees=sends_little, code=ANY)
def _(p, unit):
    p.flood(unit * (65536 // len(unit)), 100_000_000)
    p.say(b"\r\n")


@case("long lines", "an EHLO line of 100 MB", exit=22, stage="ehlo", problem="line-too-long", sees=sends_little, code=ANY)
def _(p):
    p.hello(b"250-")
    p.flood(b"a" * 65536, 100_000_000)


@case("long lines", "an answer to AUTH of 100 MB", exit=28, stage="auth", problem="line-too-long", sees=sends_little, code=ANY, attempts=1)
def _(p):
    p.auth()
    p.say(b"535 ")
    p.flood(b"a" * 16000, 100_000_000)


@each("long lines", "a greeting of %d bytes", {size: size for size in (512, 513, 1000, 1022, 1023, 1024, 1025, 2047, 2048, 4096, 8000, 8192)},
      exit=22, stage="ehlo", code=550)
def _(p, size):
    p.hello(b"550 no\r\n", b"220 " + b"a" * (size - 4) + b"\r\n")


@each("long lines", "a greeting of %d bytes is too long", {size: size for size in (8193, 8194, 16384, 65536)}, exit=21, stage="greeting",
      problem="line-too-long", code=ANY)
def _(p, size):
    p.say(b"220 " + b"a" * (size - 4) + b"\r\n")
    p.hold()


@each("long lines", "a reply hidden after byte %d of the greeting", {size: size for size in (510, 512, 1019, 1021, 1023, 1024, 4095, 4096)},
      exit=22, stage="ehlo", code=550)
def _(p, size):
    p.hello(b"550 no\r\n", b"220 " + b"a" * (size - 4) + b"421 4.3.2 hidden\r\n")


@each("long lines", "a 235 hidden after byte %d of a 535", {size: size for size in (1019, 1021, 1023, 1024)}, exit=28, stage="auth", code=535,
      attempts=1)
def _(p, size):
    p.auth()
    p.say(b"535 " + b"a" * (size - 4) + b"235 2.7.0 hidden\r\n")


@case("long lines", "a STARTTLS hidden after byte 1023 of the EHLO reply", exit=29, stage="tls", problem="tls-not-offered", code=ANY)
def _(p):
    p.hello(b"250-mail\r\n250-" + b"A" * 1019 + b"250-STARTTLS\r\n250 SIZE\r\n")


@each("long replies", "%s", {"10000 EHLO lines": 10_000, "EHLO lines without end": 100_000_000},
      exit=22, stage="ehlo", problem="reply-too-long", sees=sends_little, code=ANY)
def _(p, count):
    p.hello(b"250-mail\r\n")
    p.flood(b"250-X-NOTHING\r\n" * 1000, min(count * 15, 100_000_000))
    p.say(b"250 STARTTLS\r\n")


@case("long replies", "a greeting of lines without end", exit=21, stage="greeting", problem="reply-too-long", sees=sends_little, code=ANY)
def _(p):
    p.flood(b"220-hello\r\n" * 1000, 100_000_000)


@case("long replies", "an answer to AUTH of lines without end", exit=28, stage="auth", problem="reply-too-long", sees=sends_little, code=ANY,
      attempts=1)
def _(p):
    p.auth()
    p.flood(b"535-no\r\n" * 1000, 100_000_000)


@case("long replies", "400 EHLO lines", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.secure(b"250-mail\r\n" + b"250-X-NOTHING\r\n" * 400 + b"250 AUTH PLAIN\r\n")
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("long replies", "replies without end after the verdict", exit=28, stage="auth", code=535, sees=sends_little, attempts=1, limit=8)
def _(p):
    p.auth()
    p.say(b"535 no\r\n")
    p.flood(b"250 more\r\n" * 1500, 100_000_000)


# ---- enhanced codes

@each("enhanced codes", "%s", {
    "none": (b"535 wrong", ""), "of the wrong class": (b"535 2.7.8 wrong", "2.7.8"), "cut short": (b"535 5.7 wrong", ""),
    "too many numbers": (b"535 5.7.8.1 wrong", ""), "unknown class": (b"535 9.9.9 wrong", ""), "letters": (b"535 5.x.8 wrong", ""),
    "huge numbers": (b"535 5.99999999999.8 wrong", ""), "nothing after it": (b"535 5.7.8", "5.7.8"), "no space": (b"535 5.7.8wrong", ""),
    "in brackets": (b"535 [5.7.8] wrong", ""),
}, exit=28, stage="auth", code=535, attempts=1)
def _(p, variant):
    p.auth()
    p.say(variant[0] + b"\r\n")


@case("enhanced codes", "different in each line", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.auth()
    p.say(b"535-5.7.8 one\r\n535-4.7.0 two\r\n535 three\r\n")
