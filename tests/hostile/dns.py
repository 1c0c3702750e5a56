#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Names that lead nowhere, elsewhere or astray: a lying name server against `mailmedic check`. Everything is tried
through MAILMEDIC_NAMESERVERS, and once more with /etc/resolv.conf in a network and mount namespace of its own, where
there is no way out and no IPv6 beyond loopback; that half is skipped where namespaces are not to be had.

usage: dns.py PROGRAM
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from case import ANY, Case
from certificates import HOST, LEAF, Authority, names
from client import Client, judge_inert, judge_manners, judge_secret, judge_shape
from nameserver import A, AAAA, CNAME, FORMERR, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL, Answer, NameServer, record
from fake_server import EHLO_AUTH, FakeServer
from tap import Tap

IDN, IDN_ASCII = "m\u00fcller.hostile.test", "xn--mller-kva.hostile.test"
NASTY = b"\x1b]0;owned\x07\x9b"


def loop_packet(query):
    """An answer whose name points to itself."""
    return query[:2] + bytes.fromhex("81800001000100000000") + query[12:] + b"\xc0" + bytes([len(query)]) + bytes.fromhex("00010001000000010004") + b"\x7f\0\0\1"


ZONE = {
    HOST: Answer(a=["127.0.0.1"]),
    "notauth.hostile.test": Answer(rcode=9), "reserved.hostile.test": Answer(rcode=15), "echo.hostile.test": Answer(raw=lambda query: query),
    "nxdomain.hostile.test": Answer(rcode=NXDOMAIN), "servfail.hostile.test": Answer(rcode=SERVFAIL), "refused.hostile.test": Answer(rcode=REFUSED),
    "formerr.hostile.test": Answer(rcode=FORMERR), "notimp.hostile.test": Answer(rcode=NOTIMP), "silent.hostile.test": Answer(silent=(A, AAAA)),
    "empty.hostile.test": Answer(), "no-aaaa.hostile.test": Answer(a=["127.0.0.1"], silent=(AAAA,)),
    "no-a.hostile.test": Answer(aaaa=["::1"], silent=(A,)), "only6.hostile.test": Answer(aaaa=["2001:db8::25"]), "loop6.hostile.test": Answer(aaaa=["::1"]),
    "last.hostile.test": Answer(a=["127.0.1.%d" % n for n in range(1, 9)] + ["127.0.0.1"]),
    "many.hostile.test": Answer(a=["127.0.2.%d" % n for n in range(1, 101)]),
    "both.hostile.test": Answer(a=["127.0.0.1"], aaaa=["2001:db8::25"]),
    "alias.hostile.test": Answer(cname="www.elsewhere.test", a=["127.0.0.1"]), "alias-good.hostile.test": Answer(cname=HOST, a=["127.0.0.1"]),
    "chain.hostile.test": Answer(cname=tuple("c%d.hostile.test" % n for n in range(8)), a=["127.0.0.1"]),
    "circle.hostile.test": Answer(cname=("circle2.hostile.test", "circle.hostile.test")), "dangling.hostile.test": Answer(cname="nxdomain.hostile.test"),
    "nasty-alias.hostile.test": Answer(cname=bytes([len(NASTY)]) + NASTY + b"\x04test\x00", a=["127.0.0.1"]),
    "big.hostile.test": Answer(a=["127.0.0.1"], truncated=True), "garbage.hostile.test": Answer(raw=lambda query: os.urandom(60)),
    "short.hostile.test": Answer(raw=lambda query: query[:2]), "loop.hostile.test": Answer(raw=loop_packet),
    "stale.hostile.test": Answer(raw=lambda query: bytes([query[0] ^ 1]) + query[1:]), "echo.hostile.test": Answer(raw=lambda query: query),
    "extra.hostile.test": Answer(a=["127.0.0.1"], prefix=(record("evil.test", A, b"\x7f\0\0\2"), record("extra.hostile.test", 16, b"\x04\x1b[2J"))),
    "zero.hostile.test": Answer(a=["0.0.0.0"]), "broadcast.hostile.test": Answer(a=["255.255.255.255"]), "group.hostile.test": Answer(a=["224.0.0.1"]),
    IDN_ASCII: Answer(a=["127.0.0.1"]), "rebind.hostile.test": Answer(a=["127.0.0.1"]),
}


def honest(p):
    p.secure(context=p.server.authority.context("any-host"))
    p.expect(b"AUTH")
    p.say(b"535 5.7.8 no\r\n")


def nobody(p):
    raise AssertionError("nobody is to come here")


def lists(*addresses):
    """The addresses tried in the end, in this order."""
    def look(run, peers):
        seen = [entry["address"] for entry in run.json["addresses"]]
        return [] if seen[-len(addresses):] == list(addresses) else ["addresses tried: %s" % seen]
    return look


def cases(isolated):
    def at(host, script=nobody, **expected):
        expected.setdefault("exit", 2)
        expected.setdefault("stage", "resolve")
        return Case("names", host, script, dict(expected, host=host))

    def works(host, **expected):
        return at(host, honest, exit=28, stage="auth", code=535, attempts=1, **expected)
    yield works(HOST)
    yield at("nxdomain.hostile.test", problem="no-such-name", shows=("NXDOMAIN",))
    yield at("servfail.hostile.test", problem="name-lookup-failed", shows=("SERVFAIL",))
    yield at("notauth.hostile.test", problem="name-lookup-failed")
    yield at("reserved.hostile.test", problem="name-lookup-failed")
    yield at("echo.hostile.test", problem="name-lookup-timeout", timeout=1)
    yield at("refused.hostile.test", problem="name-lookup-failed", shows=("REFUSED",))
    yield at("formerr.hostile.test", problem="name-lookup-failed")
    yield at("notimp.hostile.test", problem="name-lookup-failed")
    yield at("silent.hostile.test", problem="name-lookup-timeout", timeout=1, limit=3.5)
    yield at("stale.hostile.test", problem="name-lookup-timeout", timeout=1, limit=3.5)
    yield at("garbage.hostile.test", problem=("name-lookup-timeout", "name-lookup-failed"), timeout=1, limit=3.5)
    yield at("short.hostile.test", problem=("name-lookup-timeout", "name-lookup-failed"), timeout=1, limit=3.5)
    yield at("echo.hostile.test", problem=("name-lookup-timeout", "name-lookup-failed", "no-address"), timeout=1, limit=3.5)
    yield at("loop.hostile.test", problem=("name-lookup-timeout", "name-lookup-failed"), timeout=1, limit=3.5)
    yield at("empty.hostile.test", problem="no-address")
    yield works("no-aaaa.hostile.test", limit=4.0, timeout=3)
    yield at("no-a.hostile.test", honest, exit=28, stage="auth", code=535, attempts=1, timeout=3, family=socket.AF_INET6)
    yield at("only6.hostile.test", stage="connect", timeout=1, sees=lists("2001:db8::25"), problem="unreachable" if isolated else ANY,
             shows=("only IPv6", "no IPv6 connection") if isolated else ("2001:db8::25",))
    yield at("only6.hostile.test", problem="no-address", options=("-4",), shows=("IPv4",))
    yield at("loop6.hostile.test", honest, exit=28, stage="auth", code=535, family=socket.AF_INET6, sees=lists("::1"))
    yield works("last.hostile.test", sees=lists(*["127.0.1.%d" % n for n in range(1, 9)], "127.0.0.1"))
    yield at("many.hostile.test", stage="connect", problem="connect-refused",
             sees=lambda run, peers: [] if len(run.json["addresses"]) >= 60 else ["only %d addresses listed" % len(run.json["addresses"])])
    yield works("both.hostile.test", timeout=2)
    yield at("both.hostile.test", stage="connect", problem=("unreachable", "connect-timeout"), options=("-6",), timeout=1)
    yield at("alias.hostile.test", lambda p: p.secure(context=p.server.authority.context("wrong-host")), exit=29, stage="tls", problem="wrong-host",
             shows=("alias.hostile.test", "www.elsewhere.test"), attempts=0,
             sees=lambda run, peers: [] if peers[0].sni == "alias.hostile.test" else ["SNI was %r" % peers[0].sni])
    yield works("alias-good.hostile.test")
    yield works("chain.hostile.test")
    yield at("circle.hostile.test", problem=("no-address", "name-lookup-failed", "no-such-name"))
    yield at("dangling.hostile.test", problem=("no-address", "no-such-name"))
    yield at("nasty-alias.hostile.test", honest, exit=(28, 2), stage=("auth", "resolve"), problem=ANY, code=ANY, timeout=2)
    yield works("big.hostile.test")
    # c-ares 1.34 takes each address of an answer, whatever its owner: another one may come first.
    yield works("extra.hostile.test", sees=lists("127.0.0.1"))
    yield at("zero.hostile.test", honest, exit=(2, 28), stage=("connect", "auth"), problem=ANY, code=ANY)
    yield at("broadcast.hostile.test", stage="connect", problem=ANY, timeout=1)
    yield at("group.hostile.test", stage="connect", problem=ANY, timeout=1)
    yield works(IDN, sees=lambda run, peers: [] if peers[0].sni == IDN_ASCII else ["SNI was %r" % peers[0].sni])
    yield works(IDN_ASCII)
    yield works(HOST.upper())
    for bad in (HOST + ".", "-bad-.hostile.test", "a..b", "a" * 64 + ".test", "x_y\u202e.test", "\u0301x.test", ("a" * 60 + ".") * 5 + "test", "bad host", "bad\x1bhost.test", "xn--\u00fc.test"):
        yield Case("refused locally", repr(bad), nobody, dict(exit=1, stage=None, host=bad, connections=0))


def judge(case, run, peers, questions):
    if case.exit != 1:
        return case.judge(run, peers)
    faults = ["exit %s" % run.code] if run.code != 1 else []
    if not run.err.strip() or run.err.strip().count(b"\n"):
        faults.append("no single sentence: %r" % run.err)
    return faults + (["asked the name server"] if questions else [])


def play(case, client, authority, server_names):
    server = FakeServer(case.script, authority, case.family)
    before = len(server_names.questions)
    try:
        run = client.run("%s:%d" % (case.host, server.port), timeout=case.timeout, options=case.options)
    finally:
        server.stop()
    faults = judge_inert(run) + judge_secret(run) + judge_manners(server.peers)
    if case.exit != 1:
        shape = judge_shape(run)
        faults += shape
        if run.json is None:
            return faults
    faults += judge(case, run, server.peers, server_names.questions[before:])
    if run.seconds > case.limit * (2 if client.sanitized else 1):
        faults.append("took %.1f s" % run.seconds)
    return faults


def run_all(tap, group, program, folder, nameservers, server_names):
    authority = Authority(folder)
    authority.issue("any-host", LEAF + names("DNS:*.hostile.test", "DNS:" + IDN_ASCII, "IP:127.0.0.1", "IP:::1"))
    client = Client(program, folder, nameservers)
    for case in cases(isolated=nameservers is None):
        tap.result(group + case.group, "%s %s" % (case.name, " ".join(case.options)), play(case, client, authority, server_names))


def inside(program, folder):
    """In the namespace: loopback is up, the name server stands at 127.0.0.1 port 53, /etc is ours."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for name, text in (("resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:3\n"), ("hosts", "127.0.0.1 localhost\n127.0.0.1 fromhosts.hostile.test\n"),
                       ("nsswitch.conf", "hosts: files dns\n")):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write(text)
        target = os.path.realpath(os.path.join("/etc", name))
        if os.path.exists(target):
            subprocess.run(["mount", "--bind", path, target], check=True)
    server_names = NameServer(ZONE, port=53)
    tap = Tap("names, resolv.conf")
    run_all(tap, "", program, folder, None, server_names)
    case = Case("names", "/etc/hosts", honest, dict(exit=28, stage="auth", code=535, host="fromhosts.hostile.test"))
    tap.result("names", "from /etc/hosts", play(case, Client(program, folder), _authority(folder), server_names))
    server_names.stop()
    time.sleep(0.1)
    case = Case("names", "nobody", nobody, dict(exit=2, stage="resolve", host="x.hostile.test", problem=("name-lookup-failed", "name-lookup-timeout"), timeout=2))
    tap.result("names", "no name server at all", play(case, Client(program, folder), _authority(folder), server_names))
    return tap.finish()


def _authority(folder):
    authority = Authority.__new__(Authority)
    authority.folder = folder
    return authority


def has_namespaces():
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    probe = subprocess.run(["unshare", "-n", "-m", "sh", "-c", "ip link set lo up && mount --bind /etc/hosts /etc/hosts"], capture_output=True)
    return probe.returncode == 0


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--inside":
        return inside(sys.argv[2], sys.argv[3])
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    tap = Tap("names")
    with tempfile.TemporaryDirectory(prefix="mailmedic-dns-") as folder:
        server_names = NameServer(ZONE)
        run_all(tap, "", program, folder, "127.0.0.1:%d" % server_names.port, server_names)
    if not has_namespaces():
        tap.skip("names", "with /etc/resolv.conf in a namespace", "no network and mount namespaces here")
        return tap.finish()
    with tempfile.TemporaryDirectory(prefix="mailmedic-dns-") as folder:
        result = subprocess.run(["unshare", "-n", "-m", sys.executable, os.path.abspath(__file__), "--inside", program, folder],
                                capture_output=True, text=True)
        for line in result.stdout.splitlines():
            if not line.startswith(("ok", "1..", "TAP")):
                print(line if line.startswith("#") else "# " + line)
        tap.result("namespace", "the same with /etc/resolv.conf", ["exit %d\n%s" % (result.returncode, result.stderr)] if result.returncode else [])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
