# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case is: a script for the server, and what `check` must make of it."""

import socket

from certificates import HOST
from client import PASSWORD, USER
from fake_server import FakeServer

ANY = object()
CASES = []


class Case:
    def __init__(self, group, name, script, expected):
        self.group, self.name, self.script = group, name, script
        self.exit = expected.pop("exit")
        self.stage = expected.pop("stage")
        self.problem = expected.pop("problem", None)
        self.code = expected.pop("code", ANY if self.exit == 0 else None)  # of the reply that decided
        self.tls = expected.pop("tls", ANY)               # tls.problem
        self.host = expected.pop("host", HOST)
        self.server = expected.pop("server", FakeServer)
        self.options = expected.pop("options", ())
        self.timeout = expected.pop("timeout", 5)
        self.limit = expected.pop("limit", 5.0)           # seconds that the run may take
        self.user = expected.pop("user", USER)
        self.password = expected.pop("password", PASSWORD)
        self.token = expected.pop("token", None)          # in place of the password
        self.ca = expected.pop("ca", "root.pem")
        self.implicit = expected.pop("implicit", False)
        self.clear = expected.pop("clear", False)         # --tls none: the user agreed to clear text
        self.mail = expected.pop("mail", False)           # MAIL was asked for
        self.family = expected.pop("family", socket.AF_INET)
        self.shows = expected.pop("shows", ())            # texts that stand in the transcript or the detail
        self.hides = expected.pop("hides", ())            # texts that stand nowhere
        self.unsolicited = expected.pop("unsolicited", ANY)
        self.sees = expected.pop("sees", None)            # function of (run, peers) that returns faults
        self.stalls = expected.pop("stalls", False)       # ends by a deadline: one format is enough
        self.attempts = expected.pop("attempts", ANY)     # AUTH commands that the server got
        self.connections = expected.pop("connections", ANY)
        if expected:
            raise TypeError("%s: unknown %s" % (name, ", ".join(expected)))
        if self.implicit:
            self.options += ("--tls", "implicit")
        if self.clear:
            self.options += ("--tls", "none")

    def judge(self, run, peers):
        """What is wrong with the verdict of a run in JSON."""
        verdict = run.json["verdict"]
        faults = []

        def compare(what, is_, expected):
            accepted = expected if isinstance(expected, (tuple, list)) else (expected,)
            if expected is not ANY and is_ not in accepted:
                faults.append("%s is %r, expected %s" % (what, is_, " or ".join(map(repr, accepted))))

        compare("exit", run.code, self.exit)
        compare("stage", verdict["stage"], self.stage)
        compare("problem", verdict["problem"], self.problem)
        compare("reply code", (verdict["reply"] or {}).get("code"), self.code)
        compare("unsolicited", verdict["unsolicited"], self.unsolicited)
        compare("tls.problem", run.json["tls"]["problem"], self.tls)
        compare("connections", len(peers), self.connections)
        compare("AUTH attempts", sum(line.upper().startswith(b"AUTH") for peer in peers for line in peer.commands()), self.attempts)
        everything = "\n".join(run.lines("client", "server", "note") + [str(verdict["detail"]), str(verdict["message"]),
                                                                       str(run.json["tls"]["detail"])])
        faults += ["not shown: %r" % text for text in self.shows if text not in everything]
        faults += ["shown: %r" % text for text in self.hides if text in everything]
        if self.sees:
            faults += self.sees(run, peers)
        return faults


def case(group, name, **expected):
    """Registers the decorated script."""
    def register(script):
        CASES.append(Case(group, name, script, dict(expected)))
        return script
    return register


def each(group, template, variants, **expected):
    """Registers a family: `variants` maps a word for the name to an argument of the script, or to (argument, overrides)."""
    def register(script):
        for word, variant in variants.items():
            argument, overrides = variant if isinstance(variant, tuple) and len(variant) == 2 and isinstance(variant[1], dict) \
                else (variant, {})
            settings = dict(expected, **overrides)

            def play(peer, argument=argument):
                return script(peer, argument)
            CASES.append(Case(group, template % word, play, settings))
        return script
    return register


def blames_the_port(run, peers):
    """For `sees`: whoever answers there is no mail server, and that is the likeliest cause."""
    cause = run.json["diagnoses"][0]["id"]
    return [] if cause == "not-a-mail-server" else ["the cause is " + cause]
