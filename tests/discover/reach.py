# SPDX-License-Identifier: GPL-3.0-or-later
"""What is reachable: the matrix and what follows from it, in a network of its own with real ports, names and a firewall."""
import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

import real_nameserver
from nameserver import Answer, NameServer
from program import run
from real_nameserver import RealNameServer
from terminal_driver import Terminal

HOST, V4, V6 = "mail.reach.test", "192.0.2.1", "2001:db8::1"
ZONE = [f"host-record={HOST},{V4},{V6}", f"srv-host=_submission._tcp.reach.test,{HOST},587,0,1",
        f"srv-host=_submission._tcp.mode.test,{HOST},465,0,1",
        "srv-host=_submission._tcp.two.test,dead.two.test,587,0,1", f"srv-host=_submission._tcp.two.test,{HOST},587,1,1",
        "host-record=dead.two.test,192.0.2.77",
        f"srv-host=_submission._tcp.three.test,{HOST},587,0,1", "srv-host=_submission._tcp.three.test,four.reach.test,587,1,1",
        "srv-host=_submission._tcp.three.test,five.reach.test,587,2,1", "host-record=five.reach.test," + V4,
        "srv-host=_submission._tcp.inner.test,box.inner.test,587,0,1", "host-record=box.inner.test,127.0.0.1",
        "host-record=four.reach.test," + V4, f"host-record=smtp.gmail.com,{V4}"]


def shell(line):
    subprocess.run(line, shell=True, check=True)


# --- inside of the namespace: a server, a firewall, one run of `find`

class Server:
    """SMTP, a few lines of it, on one address and port."""

    def __init__(self, address, port, context, implicit, greeting=b"220 mail.reach.test ESMTP\r\n", starttls=True):
        self.context, self.implicit, self.greeting, self.starttls = context, implicit, greeting, starttls
        self.commands, self.accepted = [], []
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.socket = socket.socket(family)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((address, port))
        self.socket.listen(8)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            sock, _ = self.socket.accept()
            self.accepted.append(time.monotonic())
            threading.Thread(target=self.play, args=(sock,), daemon=True).start()

    def play(self, sock):
        try:
            sock.settimeout(10)
            secure = self.implicit
            if self.implicit:
                sock = self.context.wrap_socket(sock, server_side=True)
            sock.sendall(self.greeting)
            while True:
                line = sock.recv(512)
                if not line:
                    return
                self.commands.append(line.split()[0].upper())
                if line.upper().startswith(b"EHLO"):
                    offer = b"250-STARTTLS\r\n" if self.starttls and not secure else b""
                    sock.sendall(b"250-mail.reach.test\r\n" + offer + b"250 AUTH PLAIN LOGIN\r\n")
                elif line.upper().startswith(b"STARTTLS"):
                    sock.sendall(b"220 go\r\n")
                    sock = self.context.wrap_socket(sock, server_side=True)
                    secure = True
                else:
                    sock.sendall(b"221 bye\r\n")
                    return
        except OSError:
            pass


def make_context(folder, name=HOST):
    shell(f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={name}"
          f" -addext subjectAltName=DNS:{name} -keyout {folder}/key -out {folder}/ca 2>/dev/null")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/ca", f"{folder}/key")
    return context


def drop(*rules):
    shell("nft add table inet t && nft 'add chain inet t i { type filter hook input priority 0; }'")
    for rule in rules:
        shell(f"nft add rule inet t i {rule} drop")


def set_up(case, context):
    servers = []
    for address in (V6,) if case == "six" else (V4, V6):
        if case != "starred":
            servers.append(Server(address, 465, context, True))
        if case == "between":
            servers.append(Server(address, 587, context, False, b"220 ****************\r\n", starttls=False))
        elif case == "starred":
            servers.append(Server(address, 587, context, False, b"220 ***************\r\n", starttls=False))
        elif case == "other":
            servers.append(Server(address, 587, context, False, b"220 proxy.elsewhere.example ready\r\n"))
        else:
            servers.append(Server(address, 587, context, False))
    if case == "certificates":
        stranger = tempfile.mkdtemp()
        servers[1::2] = [Server(address, 2525, make_context(stranger), False) for address in (V4, V6)]
    if case == "not-smtp":
        servers.append(Server(V4, 2525, context, False, b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    if case == "turned-away":
        servers.append(Server(V4, 2525, context, False, b"421 4.7.0 Try later\r\n"))
    return servers


def digests(folder):
    """By selector: the whole certificate, its public key."""
    whole = subprocess.run(["openssl", "x509", "-in", f"{folder}/ca", "-outform", "DER"], capture_output=True, check=True).stdout
    key = subprocess.run(f"openssl x509 -in {folder}/ca -pubkey -noout | openssl pkey -pubin -outform DER", shell=True,
                         capture_output=True, check=True).stdout
    return whole, key


def promises(folder, case):
    """What the zone says besides: TLSA as the case wants it, and what is for mail between servers."""
    whole, key = digests(folder)
    tlsa = {"key": "030101" + hashlib.sha256(key).hexdigest(), "whole": "030002" + hashlib.sha512(whole).hexdigest(),
            "old": "030101" + "ab" * 32, "issuer": "020101" + hashlib.sha256(key).hexdigest(),
            "web": "010101" + hashlib.sha256(key).hexdigest()}[case]
    return ["mx-host=reach.test,mx.reach.test,10", "txt-record=_mta-sts.reach.test,v=STSv1; id=20261128;",
            f"dns-rr=_587._tcp.{HOST},52,{tlsa}", "dns-rr=_25._tcp.mx.reach.test,52,030101" + "cd" * 32]


def compare(folder):
    """A person at a terminal, who agrees to the comparison."""
    with RealNameServer(ZONE) as names, Terminal("find", "a@reach.test", environment={"MAILMEDIC_NAMESERVERS": names.address}) as screen:
        screen.expect(b"Whom to ask?")
        screen.send(b"\n")
        screen.expect(b"smtp.gmail.com and the public name server 9.9.9.9 would tell")
        asked_first = b"to compare with" not in screen.bytes
        screen.send(b"y\n")
        screen.expect(b"another well-known server does not answer either")
        print(json.dumps({"code": screen.finish(), "asked_first": asked_first}))
    shutil.rmtree(folder)


def compare_names():
    """The name server here knows no such server, a public one does."""
    shell("ip addr add 9.9.9.9/32 dev lo")
    NameServer({HOST: Answer(a=(V4,))}, address="9.9.9.9", port=53)
    with RealNameServer([]) as names, Terminal("find", "a@reach.test", "-s", HOST,
                                               environment={"MAILMEDIC_NAMESERVERS": names.address}) as screen:
        screen.expect(b"Whom to ask?")
        screen.send(b"\n")
        screen.expect(b"name server 9.9.9.9 would tell")
        screen.send(b"y\n")
        screen.expect(b"A public name server gives an address for this server")
        print(json.dumps({"code": screen.finish()}))


def look_on_the_screen(folder):
    """The screen of what is reachable, after a walk to a port that is blocked; and the text for the administrator."""
    with RealNameServer(ZONE) as names, Terminal("-s", f"{HOST}:25", "a@reach.test", "--timeout", "1", "--tls-ca-path", f"{folder}/ca",
                                                 environment={"MAILMEDIC_NAMESERVERS": names.address}) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.keys(screen.wait_for_fix("Look what is reachable"))
        table = screen.wait("Port 25 does not answer", "another port of the same")
        screen.keys("Escape")
        screen.keys(screen.wait_for_fix("Text for the server's administrator"))
        print(json.dumps({"table": table, "text": screen.wait("For the server's administrator", "Port 25 does not answer")}))
    shutil.rmtree(folder)


def inside(case):
    shell(f"ip link set lo up && ip addr add {V4}/32 dev lo && ip -6 addr add {V6}/128 dev lo nodad")
    folder = tempfile.mkdtemp()
    servers = set_up(case, make_context(folder, "other.test" if case == "wrong-name" else HOST))
    if case in ("plain", "untrusted", "screen"):
        drop("tcp dport 25")
    if case == "ipv6-dead":
        drop(f"ip6 daddr {V6} tcp dport 1-65535")
    if case in ("silent", "port-587"):
        drop("tcp dport " + ("1-3000" if case == "silent" else "587"))
    words = ["find", "a@reach.test", "--format", "json"]
    if case not in ("untrusted", "six"):
        words += ["--tls-ca-path", f"{folder}/ca"]
    if case == "inner":
        words[1] = "a@inner.test"
        servers.append(Server("127.0.0.1", 587, None, False))
    if case in ("mode", "two", "three"):
        words[1] = f"a@{case}.test"
    if case == "two":
        words[3] = "text"
    if case == "typed":
        words += ["-s", "four.reach.test"]
    if case == "screen":
        look_on_the_screen(folder)
        return
    if case == "names":
        compare_names()
        return
    if case == "control":
        drop("tcp dport 1-3000")
        compare(folder)
        return
    extra = promises(folder, case.removeprefix("tlsa-")) if case.startswith("tlsa-") else []
    with RealNameServer(ZONE + extra) as names:
        before = time.monotonic()
        done = run(*words, environment={"MAILMEDIC_NAMESERVERS": names.address})
        print(json.dumps({"code": done.returncode, "seconds": time.monotonic() - before, "found": done.stdout.decode() if case == "two" else json.loads(done.stdout),
                          "accepted": [server.accepted for server in servers], "commands": [word.decode() for server in servers for word in server.commands]}))
    shutil.rmtree(folder)


if __name__ == "__main__":
    inside(sys.argv[1])
    sys.exit(0)


# --- outside: the tests

import pytest


def can_have_a_network():
    tools = real_nameserver.PROGRAM and all(shutil.which(tool, path="/usr/sbin:/sbin:/usr/bin:/bin") for tool in
                                            ("unshare", "ip", "nft", "openssl"))
    return bool(tools) and subprocess.run(["unshare", "-rn", "ip", "link", "set", "lo", "up"], check=False,
                                          capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not can_have_a_network(), reason="no network namespace can be made here, or a tool is missing")


def play(case):
    done = subprocess.run(["unshare", "-rn", sys.executable, __file__, case], capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def cell(played, port, family, host=HOST):
    return next(row for row in played["found"]["matrix"]
                if (row["host"], row["port"], row["family"]) == (host, port, family))


def test_each_port_has_its_outcome_and_a_blocked_port_is_named():
    played = play("plain")
    outcomes = {(row["port"], row["family"]): row["outcome"] for row in played["found"]["matrix"]}
    assert outcomes == {(465, "ipv4"): "open", (465, "ipv6"): "open", (587, "ipv4"): "open", (587, "ipv6"): "open",
                        (25, "ipv4"): "no-answer", (25, "ipv6"): "no-answer",
                        (2525, "ipv4"): "refused", (2525, "ipv6"): "refused"}
    assert played["found"]["conclusions"] == ["port-25-blocked"]
    assert (played["code"], played["found"]["verdict"]["outcome"]) == (0, "found")
    assert played["found"]["candidates"][0]["reachable"] is True
    row = cell(played, 587, "ipv4")
    assert row["mechanisms"] == "PLAIN LOGIN" and row["tls_version"] == "TLSv1.3" and row["address"] == V4
    assert row["greeting"] == "220 mail.reach.test ESMTP" and row["connect_ms"] is not None
    assert played["seconds"] < 8
    assert set(played["commands"]) == {"EHLO", "STARTTLS", "QUIT"}  # never a log-in


def test_what_follows_is_wrapped_once():
    played = play("screen")
    assert "as in most homes and offices." in played["table"], played["table"]
    words = " ".join(played["table"].replace("│", " ").split())
    assert "The port in use cannot be used from here, but another port of the same server can." in words
    assert "way,   │\n│ as in" in played["text"] and "as in   " not in played["text"], played["text"]


def test_a_server_that_is_not_trusted_has_an_exit_code_of_its_own():
    played = play("untrusted")
    assert (played["code"], cell(played, 465, "ipv4")["outcome"]) == (29, "untrusted")
    played = play("wrong-name")
    assert (played["code"], cell(played, 465, "ipv4")["outcome"]) == (29, "wrong-host")


def test_the_better_of_ipv4_and_ipv6_counts():
    played = play("six")
    assert (played["code"], played["found"]["candidates"][0]["outcome"]) == (29, "untrusted")


def test_the_other_kind_of_encryption_on_the_same_port_is_told():
    played = play("mode")
    assert played["found"]["conclusions"] == ["other-mode-open"]
    assert (cell(played, 465, "ipv4")["tls"], played["code"]) == ("starttls", 2)


def test_of_two_servers_the_one_that_is_dead_is_named():
    played = play("two")
    assert "dead.two.test: No port of this server answers from here." in " ".join(played["found"].split())
    assert played["code"] == 0


def test_hosts_are_tried_one_after_the_other():
    begun = play("three")["accepted"][1]  # port 587 by IPv4, of all three
    assert len(begun) == 3 and begun[2] - begun[0] > 0.3, begun  # 0.5 s when nothing is late


def test_ipv6_that_is_dead_is_named():
    played = play("ipv6-dead")
    assert "ipv6-dead" in played["found"]["conclusions"] and played["code"] == 0


def test_where_nothing_answers_it_takes_no_longer_than_its_limit():
    played = play("silent")
    assert played["found"]["conclusions"] == ["all-silent"]
    assert (played["code"], played["found"]["verdict"]["outcome"]) == (2, "unreachable")
    assert played["seconds"] < 21


def test_another_providers_server_is_asked_only_after_a_yes_and_then_names_the_network():
    assert play("control") == {"code": 2, "asked_first": True}


def test_another_port_that_is_open_is_told():
    assert "other-port-open" in play("port-587")["found"]["conclusions"]


def test_another_certificate_on_another_port_is_told():
    assert play("certificates")["found"]["conclusions"] == ["certificates-differ"]


def test_another_name_server_is_asked_after_a_yes_and_names_the_filter():
    assert play("names") == {"code": 2}


@pytest.mark.parametrize("case", ["between", "other", "starred"])
def test_ports_that_do_not_answer_alike_hint_at_something_in_between(case):
    assert "in-between" in play(case)["found"]["conclusions"]


def test_what_is_no_smtp_and_who_turns_us_away_are_told_apart():
    assert cell(play("not-smtp"), 2525, "ipv4")["outcome"] == "not-smtp"
    assert cell(play("turned-away"), 2525, "ipv4")["outcome"] == "turned-away"


def test_a_strangers_record_does_not_lead_into_the_own_network():
    played = play("inner")
    assert played["commands"] == []
    assert {row["outcome"] for row in played["found"]["matrix"]} == {"not-tried", "no-address"}
    assert played["found"]["candidates"][0]["reachable"] is None


def test_what_was_typed_is_tried_first():
    played = play("typed")
    first = played["found"]["candidates"][0]
    assert (first["host"]["value"], first["host"]["source"], first["reachable"]) == ("four.reach.test", "typed", True)
    assert cell(played, 587, "ipv6", "four.reach.test")["outcome"] == "no-address"


@pytest.mark.parametrize("case,fit", [("key", "fits"), ("whole", "fits"), ("old", "differs"), ("issuer", "differs"),
                                      ("web", "unusable")])
def test_a_tlsa_record_is_compared_with_the_certificate_that_was_seen_and_decides_nothing(case, fit):
    played = play("tlsa-" + case)
    said = played["found"]["promises"]
    assert said["tlsa"] == {"name": f"_587._tcp.{HOST}", "outcome": "found", "signed": False, "promised": True, "fit": fit}
    assert said["mta_sts"]["promised"] and said["mx_tlsa"]["name"] == "_25._tcp.mx.reach.test" and said["mx_tlsa"]["promised"]
    assert played["code"] == 0
    notes = " ".join(played["found"]["verdict"]["notes"])
    assert notes.count("for mail between servers") == 2 and "proves nothing" in notes


def test_where_nothing_is_promised_nothing_is_said():
    played = play("plain")
    assert not [said for said in played["found"]["promises"].values() if said is not None and said["promised"]]
    assert "TLSA" not in " ".join(played["found"]["verdict"]["notes"])
