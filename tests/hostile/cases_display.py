# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers send to the eye: escapes, direction marks, invisible characters, broken UTF-8, floods."""

import functools
import unicodedata

from case import ANY, case, each
from client import is_treacherous
from fake_server import EHLO_AUTH, EHLO_PLAIN, GREETING

# Each is sent in the greeting, in EHLO, and in the deciding reply; the runner looks at json, text and markdown.
CORPUS = {
    "CSI: clear the screen": b"\x1b[2J\x1b[H", "CSI: move up and erase": b"\x1b[5A\x1b[K", "SGR: conceal": b"\x1b[8mhidden\x1b[0m",
    "OSC 0: title": b"\x1b]0;owned\x07", "OSC 2 ended by ST": b"\x1b]2;owned\x1b\\", "OSC 8: link": b"\x1b]8;;http://evil.test\x1b\\here\x1b]8;;\x1b\\",
    "OSC 52: clipboard": b"\x1b]52;c;cm0gLXJmIH4=\x07", "OSC 4 and 10: colours": b"\x1b]10;?\x07\x1b]4;1;?\x07", "DCS": b"\x1bP$q\"p\x1b\\",
    "APC and PM": b"\x1b_evil\x1b\\\x1b^evil\x1b\\", "RIS: reset": b"\x1bc", "device report": b"\x1b[6n\x1b[c\x1b[>c", "ENQ": b"\x05",
    "keyboard report": b"\x1b[?1003h\x1b[?2004l", "alternate screen": b"\x1b[?1049h", "charset": b"\x1b(0\x0e\x0f",
    "C1 as single bytes": b"\x9b31m\x9d0;owned\x9c\x90\x98\x84", "C1 in UTF-8": b"\xc2\x9b31m\xc2\x9d0;owned\xc2\x9c\xc2\x85",
    "BEL": b"\x07" * 50, "backspace over the code": b"\x08" * 12 + b"250 fine", "DEL": b"\x7f" * 8, "CR over the line": b"\r250 fine      ",
    "vertical tab and form feed": b"\x0b\x0c", "NUL": b"a\0b\0", "tab": b"a\tb", "SO and SI": b"\x0e\x0f",
    "bidi override": "\u202eeugolana\u202c".encode(), "bidi isolates": "\u2066a\u2067b\u2068c\u2069".encode(), "bidi marks": "\u200e\u200f\u061c".encode(),
    "zero width": "pass\u200bword\u200c\u200d\u2060\ufeff".encode(), "soft hyphen": "pass\u00adword".encode(),
    "line and paragraph separators": "a\u2028b\u2029c".encode(), "next line": "a\u0085b".encode(), "fillers": "\u115f\u1160\u3164\uffa0".encode(),
    "tags": "\U000e0001\U000e0041\U000e007f".encode(), "variation selectors": "a\ufe0f\U000e0100".encode(),
    "interlinear": "\ufff9a\ufffab\ufffb".encode(), "private use": "\ue000\U000f0000".encode(), "noncharacters": "\ufdd0\uffff\U0010ffff".encode(),
    "combining flood": ("e" + "\u0301" * 300).encode(), "combining Zalgo": "".join(chr(0x300 + n % 0x70) for n in range(300)).encode(),
    "combining without a base": "\u0301\u0301x".encode(), "enclosing marks": ("x" + "\u20dd" * 20).encode(),
    "Arabic, Hebrew, Thai, Devanagari": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u0e44\u0e17\u0e22 \u0939\u093f\u0928\u094d\u0926\u0940".encode(),
    "wide characters": "\u6f22\u5b57\u30c6\u30b9\u30c8".encode(), "emoji with joiners": "\U0001f468\u200d\U0001f469\u200d\U0001f467\ufe0f".encode(),
    "flags and skin tones": "\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fd".encode(), "ligature Arabic": "\ufdfd".encode(),
    "a lone FF": b"\xff\xfe", "overlong slash": b"\xc0\xaf\xe0\x80\xaf", "overlong ESC": b"\xc0\x9b[2J\xe0\x80\x9b[2J", "surrogates": b"\xed\xa0\x80\xed\xbf\xbf",
    "cut short": b"abc\xe2\x82", "beyond Unicode": b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80", "Latin-1": b"Passwort ung\xfcltig", "KOI8": b"\xf0\xc1\xd2\xcf\xcc\xd8",
    "Markdown": b"`**bold** [link](http://evil.test) <script>alert(1)</script> ![x](y) | a | # h",
    "Markdown fence": b"``` ```` ~~~ <!-- --> </details>", "printf": b"%s%n%x%99999999d", "JSON": b'","exit":0,"x":"\\u001b[2J\\', "shell": b"$(id) `id` ; id",
    "gettext and escapes as text": b"\\x1b[2J \\033[2J \\n \\r %1$s", "a mask that is not ours": b"<hidden>",
}


@each("display", "%s", CORPUS, exit=28, stage="auth", code=535, attempts=1)
def _(p, nasty):
    p.hello(EHLO_PLAIN.replace(b"250-SIZE", b"250-" + nasty + b"\r\n250-X " + nasty + b"\r\n250-SIZE"), b"220 " + nasty + b" ESMTP\r\n")
    p.start_tls()
    p.expect(b"EHLO")
    p.say(b"250-" + nasty + b"\r\n250-" + nasty + b" y\r\n250 AUTH PLAIN " + nasty.replace(b"\r", b"") + b"\r\n")
    p.expect(b"AUTH")
    p.say(b"535-5.7.8 " + nasty + b"\r\n535 5.7.8 wrong " + nasty + b"\r\n")


@each("display", "as a banner of something else: %s", {word: CORPUS[word] for word in ("CSI: clear the screen", "OSC 52: clipboard", "bidi override",
                                                                                       "combining flood", "C1 as single bytes", "cut short")},
      exit=21, stage="greeting", problem="invalid-reply", code=ANY)
def _(p, nasty):
    p.say(nasty + b"\r\n")
    p.hold()


@each("display", "in a line that is cut off: %s", {word: CORPUS[word] for word in ("CSI: clear the screen", "bidi override", "NUL", "cut short")},
      exit=21, stage="greeting", problem="closed")
def _(p, nasty):
    p.say_and_close(b"220 " + nasty)


@each("display", "in a challenge: %s", {word: CORPUS[word] for word in ("CSI: clear the screen", "OSC 52: clipboard", "zero width", "NUL", "a lone FF")},
      exit=28, stage="auth", problem="bad-challenge", code=ANY, attempts=1, options=("--auth", "PLAIN"))
def _(p, nasty):
    p.auth()
    p.say(b"334 " + nasty + b"\r\n")
    p.expect(b"*")
    p.say(b"501 " + nasty + b"\r\n")


@each("display", "in a line that is too long: %s", {word: CORPUS[word] for word in ("CSI: clear the screen", "bidi override", "combining flood")},
      exit=21, stage="greeting", problem="line-too-long", code=ANY)
def _(p, nasty):
    p.say(b"220 " + nasty * (20000 // len(nasty)) + b"\r\n")
    p.hold()


@each("display", "after STARTTLS: %s", {word: CORPUS[word] for word in ("CSI: clear the screen", "bidi override", "a lone FF")},
      exit=29, stage="tls", problem="starttls-injection", attempts=0)
def _(p, nasty):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(b"220 go\r\n" + nasty + b"\r\n")


@functools.lru_cache
def all_marks():
    """Every combining mark of Unicode, five in a row; every invisible character once."""
    marks = [chr(point) for point in range(0x300, 0x110000) if unicodedata.category(chr(point)) in ("Mn", "Me")]
    hidden = [chr(point) for point in range(0x80, 0x110000) if 0xD800 > point or 0xF900 <= point < 0xF0000 if is_treacherous(chr(point))]
    return marks, hidden


all_marks()


@case("display", "every combining mark of Unicode", exit=22, stage="ehlo", code=550)
def _(p):
    p.say(GREETING)
    marks, _ = all_marks()
    p.expect(b"EHLO")
    rows = ["".join("a" + mark * 5 for mark in marks[at:at + 40]) for at in range(0, len(marks), 40)]
    p.say("".join("550-%s\r\n" % row for row in rows).encode() + b"550 no\r\n")


@case("display", "every invisible character of Unicode", exit=22, stage="ehlo", code=550)
def _(p):
    p.say(GREETING)
    _, hidden = all_marks()
    p.expect(b"EHLO")
    rows = ["a".join(hidden[at:at + 60]) for at in range(0, len(hidden), 60)]
    p.say("".join("550-%s\r\n" % row for row in rows).encode() + b"550 no\r\n")
