# SPDX-License-Identifier: GPL-3.0-or-later
"""Name servers that fail, each in its own way, and what `find` and `check` say of it. dnsmasq is real; what it cannot be made
to answer comes from a small server behind it or in its place."""
import contextlib
import json
import os
import socket
import struct

import pytest

import real_nameserver
from nameserver import NXDOMAIN, SERVFAIL, Answer, NameServer, encode_name, record
from program import run
from real_nameserver import RealNameServer

pytestmark = pytest.mark.skipif(real_nameserver.PROGRAM is None and not os.environ.get("CI"), reason="dnsmasq is not installed")
SRV, TLSA, SIGNED = 33, 52, 0x81a0


@contextlib.contextmanager
def small(zone, default=None, tcp=True):
    server = NameServer(zone, default=default)
    if not tcp:
        server.tcp.shutdown(socket.SHUT_RDWR)  # a thread waits in accept: closing alone would let one more in
    yield f"127.0.0.1:{server.port}"
    server.stop()


@contextlib.contextmanager
def real(*lines):
    with RealNameServer(lines) as server:
        yield server.address


@contextlib.contextmanager
def real_before(default):
    """dnsmasq that asks the small one and believes what it says of signatures."""
    with small({}, default) as behind, real("server=" + behind.replace(":", "#"), "proxy-dnssec") as address:
        yield address


def say(address, *words):
    done = run(*words, environment={"MAILMEDIC_NAMESERVERS": address})
    return " ".join((done.stdout + done.stderr).decode().split()), done.returncode


def find(address, domain):
    done = run("find", f"a@{domain}", "--ask", "none", "--format", "json", environment={"MAILMEDIC_NAMESERVERS": address})
    return json.loads(done.stdout)


CIRCLE = {"a.test": Answer(cname=("b.test", "a.test")), "smtp.a.test": Answer(cname=("b.a.test", "smtp.a.test"))}
FAILURES = {
    "servfail": (lambda: real_before(Answer(rcode=SERVFAIL)), "up.example", "could not find out about up.example (SERVFAIL)",
                 "could not answer the question for smtp.up.example (SERVFAIL)"),
    "refused": (lambda: real("local=/else.test/"), "up.example", "refuses questions about up.example (REFUSED)",
                "refused the question for smtp.up.example (REFUSED)"),
    "cut off, no TCP": (lambda: small({}, Answer(truncated=True), tcp=False), "a.test", "answer for a.test was cut off",
                        "answer for smtp.a.test was cut off"),
    "circle": (lambda: small(CIRCLE), "a.test", "aliases of a.test lead in a circle", "aliases of smtp.a.test lead in a circle"),
    "silent": (lambda: small({}, Answer(silent=tuple(range(300)))), "a.test", "No name server answered for a.test",
               "No name server answered the question for smtp.a.test"),
    "not there": (lambda: small({}, Answer(rcode=NXDOMAIN)), "a.test", "there is no domain a.test", "smtp.a.test does not exist (NXDOMAIN)"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_each_failure_of_a_name_server_has_its_own_sentence(failure):
    server, domain, of_domain, of_name = FAILURES[failure]
    with server() as address:
        said, code = say(address, "find", f"a@{domain}", "--ask", "none")
        assert of_domain in said and code == 3, said
        said, code = say(address, "check", f"a@{domain}", "-s", f"smtp.{domain}", "-q", "CONNECT")
        assert of_name in said and code == 2, said


@pytest.mark.parametrize("server,origin", [("smtp.gmail.com", "is the one that the provider gives"), ("smpt.gmail.com", "was typed")])
def test_a_typed_name_that_a_topic_gives_is_not_called_misspelled(server, origin):
    with real("local=/gmail.com/") as address:
        said, _ = say(address, "check", "a@gmail.com", "-s", server, "-q", "CONNECT")
    assert f"For it: The name of the server {origin}." in said, said
    assert ("Next: Correct the server's name" in said) == (origin == "was typed"), said


def test_an_answer_that_is_too_long_for_udp_comes_over_tcp():
    lines = [f"srv-host=_submission._tcp.long.test,{'x' * 50}{number}.{'y' * 50}.long.test,587,{number},1" for number in range(30)]
    with real(*lines) as address:
        found = find(address, "long.test")
    assert found["candidates"][0]["host"]["value"].startswith("x" * 50 + "0.")


def test_the_best_of_more_records_than_there_is_room_for_is_taken_and_the_rest_is_told():
    lines = [f"srv-host=_submission._tcp.many.test,mail{number}.many.test,587,{number},1" for number in reversed(range(40))]
    with real(*lines) as address:
        found = find(address, "many.test")
        said, _ = say(address, "find", "a@many.test", "--ask", "none")
    assert found["candidates"][0]["host"]["value"] == "mail0.many.test"
    assert [asked["left_out"] for asked in found["asked"] if asked["what"].startswith("_submission._tcp")] == [8]
    assert "records left out: 8, none better" in said


def test_a_walk_and_a_search_wait_as_long_for_a_silent_name_server():
    with small({}, Answer(silent=tuple(range(300)))) as address:
        settings = {"MAILMEDIC_NAMESERVERS": address, "MAILMEDIC_CLOCK_SCALE": 4}
        walk = run("check", "a@a.test", "-s", "smtp.a.test", "-q", "CONNECT", "--format", "json", environment=settings)
        search = run("find", "a@a.test", "--ask", "none", "--format", "json", environment=settings)
    waited = next(stage["ms"] for stage in json.loads(walk.stdout)["stages"] if stage["stage"] == "resolve")
    assert 9_000 < waited < 14_500
    assert [9_000 < asked["ms"] < 14_500 for asked in json.loads(search.stdout)["asked"]] == [True] * 3, search.stdout


def test_a_domain_without_mail_and_one_with_every_name_are_told():
    with real("dns-rr=null.test,15,000000", "mx-host=wild.test,mx.wild.test,10", "address=/wild.test/192.0.2.2") as address:
        assert "null MX" in say(address, "find", "a@null.test", "--ask", "none")[0]
        assert "an address for every name in wild.test" in say(address, "find", "a@wild.test", "--ask", "none")[0]


def signed(query):
    """A signed SRV record, and a signed TLSA record for its server."""
    end = query.index(b"\0", 12) + 5
    kind = struct.unpack(">H", query[end - 4:end - 2])[0]
    data = {SRV: struct.pack(">HHH", 0, 1, 465) + encode_name("smtp.elsewhere.example"), TLSA: b"\3\1\1" + b"\xab" * 32}.get(kind)
    records = [query[12:end - 4] + record("", kind, data)[1:]] if data else []
    return query[:2] + struct.pack(">HHHHH", SIGNED, 1, len(records), 0, 0) + query[12:end] + b"".join(records)


def test_a_signature_that_the_resolver_has_checked_is_told():
    with real_before(Answer(raw=signed)) as address:
        found = find(address, "up.example")
        said, _ = say(address, "find", "a@up.example", "--ask", "none")
    first = found["candidates"][0]
    assert (first["host"]["value"], first["host"]["signed"], first["confidence"]) == ("smtp.elsewhere.example", True, "high")
    assert found["promises"]["tlsa"]["signed"] is True
    assert "Your name server says that it is signed" in said
