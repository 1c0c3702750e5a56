# SPDX-License-Identifier: GPL-3.0-or-later
"""`find`: what is found for an address, by whom, and how far it is believed. A real name server answers."""
import json
import os
import struct
import subprocess
import time

import pytest

import real_nameserver
from nameserver import Answer, NameServer, encode_name, record
from program import PROGRAM, run
from real_nameserver import RealNameServer

needs_dnsmasq = pytest.mark.skipif(real_nameserver.PROGRAM is None and not os.environ.get("CI"),
                                   reason="dnsmasq is not installed")
MX, SRV = 15, 33
FETCH = os.path.join(os.path.dirname(PROGRAM), "fetch", "mailmedic-fetch")

ZONE = [
    "srv-host=_submissions._tcp.both.test,mail.both.test,465,0,1",
    "srv-host=_submission._tcp.both.test,mail.both.test,587,0,1",
    "mx-host=both.test,mail.both.test,10",
    "srv-host=_submission._tcp.away.test,smtp.elsewhere.test,587,0,1",
    "srv-host=_submission._tcp.known.test,smtp.gmail.com,587,0,1",
    "srv-host=_submissions._tcp.order.test,second.order.test,465,20,1",
    "srv-host=_submissions._tcp.order.test,first.order.test,465,10,1",
    "srv-host=_submissions._tcp.order.test,spare.order.test,465,10,0",
    "dns-rr=_submissions._tcp.declines.test,33,00000000000000",
    "dns-rr=_submission._tcp.declines.test,33,00000000000000",
    "dns-rr=null.test,15,000000",
    "dns-rr=mixed.test,15,000000", "mx-host=mixed.test,aspmx.l.google.com,10",
    "mx-host=equal.test,mx.elsewhere.test,10", "mx-host=equal.test,aspmx.l.google.com,10", "mx-host=equal.test,mx.other.test,10",
    "mx-host=spare.test,mx.elsewhere.test,10", "mx-host=spare.test,aspmx.l.google.com,20",
    "srv-host=_submission._tcp.gmial.com,mail.gmial.com,587,0,1",
    "srv-host=_submission._tcp.private.test,box.private.test,587,0,1", "host-record=box.private.test,10.9.8.7",
    "mx-host=company.test,company-test.mail.protection.outlook.com,0",
    "mx-host=google.test,aspmx.l.google.com,1",
    "mx-host=region.test,mx.zoho.eu,10",
    "mx-host=saudi.test,mx2.zoho.sa,10",
    "mx-host=ali.test,mx1.qiye.aliyun.com,5",
    "mx-host=netease.test,qiye163mx01.mxmail.netease.com,10",
    "mx-host=exchange.test,ex12.mail.ovh.net,10", "mx-host=shared.test,mx1.mail.ovh.net,10",
    "mx-host=canada.test,mx1.mail.ovh.ca,1",
    "mx-host=government.test,government-test.mail.protection.office365.us,0",
    "mx-host=gateway.test,mx1-eu1.ppe-hosted.com,10",
    "mx-host=trap.test,mx.notgoogle.com,10",
    "mx-host=tuta.test,mail.tutanota.de,10",
    "mx-host=guessed.test,mx.elsewhere.test,10",
    "host-record=mail.guessed.test,192.0.2.1",
    "mx-host=wild.test,mx.wild.test,10",
    "address=/wild.test/192.0.2.2",
    "mx-host=bare.test,mx.elsewhere.test,10",
]


@pytest.fixture(scope="module")
def server():
    with RealNameServer(ZONE) as running:
        yield running


def find(address, *more, server=None):
    settings = {"MAILMEDIC_NAMESERVERS": server.address} if server else {"MAILMEDIC_NAMESERVERS": "127.0.0.1:1"}
    done = run("find", address, "--ask", "none", "--format", "json", *more, environment=settings)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["verdict"]["exit"] == done.returncode
    return found


def servers(found):
    return [(c["host"]["value"], c["port"]["value"], c["tls"]["value"], c["host"]["source"], c["confidence"])
            for c in found["candidates"]]


def test_a_provider_that_is_known_needs_no_name_server():
    found = find("jane@gmail.com")
    assert servers(found)[0] == ("smtp.gmail.com", 465, "implicit", "topic", "high")
    assert found["asked"] == []
    assert found["candidates"][0]["host"]["checked"].startswith("20")
    assert found["candidates"][0]["user"]["value"] == "jane@gmail.com"


@pytest.mark.parametrize("address,host", [
    ("a@zoho.com", "smtp.zoho.com"), ("a@zoho.eu", "smtp.zoho.eu"), ("a@zohomail.in", "smtp.zoho.in"),
    ("a@zoho.jp", "smtp.zoho.jp"), ("a@zoho.com.au", "smtp.zoho.com.au"), ("a@zohomailcloud.ca", "smtp.zohocloud.ca"),
    ("a@online.de", "smtp.ionos.de"), ("a@gmx.com", "mail.gmx.com"), ("a@gmx.de", "mail.gmx.net"),
    ("a@126.com", "smtp.126.com"), ("a@vip.163.com", "smtp.vip.163.com"), ("a@163.com", "smtp.163.com"),
    ("a@arubapec.it", "smtps.pec.aruba.it"), ("a@aruba.it", "smtps.aruba.it")])
def test_a_domain_of_a_provider_has_the_server_of_its_region(address, host):
    assert {server[0] for server in servers(find(address))} == {host}


@pytest.mark.parametrize("address", ["a@tutanota.com", "a@tuta.io"])
def test_a_provider_without_smtp_is_told_at_once(address):
    found = find(address)
    assert found["verdict"]["outcome"] == "no-smtp"
    assert found["verdict"]["exit"] == 3
    assert found["asked"] == [] and found["candidates"] == []
    assert b"offers no SMTP" in run("find", address).stdout


def test_what_was_typed_comes_first_and_is_completed_by_its_topic():
    found = find("jane@gmail.com", "-s", "smtp.googlemail.com", server=None)
    assert servers(found)[0][0] == "smtp.googlemail.com"
    assert found["candidates"][0]["host"]["source"] == "typed"
    found = find("jane@example.test", "-s", "smtp.gmail.com:465", "-au", "j")
    first = found["candidates"][0]
    assert servers(found)[0] == ("smtp.gmail.com", 465, "implicit", "typed", "high")
    assert [first[name]["source"] for name in ("host", "port", "tls", "user")] == ["typed", "typed", "topic", "typed"]
    assert first["user"]["value"] == "j"


@needs_dnsmasq
def test_srv_records_name_the_servers_and_are_not_certain_unsigned(server):
    found = find("jane@both.test", server=server)
    assert servers(found) == [("mail.both.test", 465, "implicit", "srv", "medium"),
                              ("mail.both.test", 587, "starttls", "srv", "medium")]
    assert found["candidates"][0]["user"] == {"value": "jane@both.test", "source": "guess", "checked": None, "signed": False}
    asked = {row["what"]: row["outcome"] for row in found["asked"]}
    assert asked == {"_submissions._tcp.both.test SRV": "found", "_submission._tcp.both.test SRV": "found",
                     "both.test MX": "found"}


@needs_dnsmasq
def test_srv_records_are_taken_by_priority_then_by_weight(server):
    assert [row[0] for row in servers(find("a@order.test", server=server))] == \
        ["first.order.test", "spare.order.test", "second.order.test"]


@needs_dnsmasq
def test_an_unsigned_record_that_leads_elsewhere_is_marked(server):
    found = find("a@away.test", server=server)
    assert servers(found) == [("smtp.elsewhere.test", 587, "starttls", "srv", "low")]
    assert found["candidates"][0]["foreign"] is True
    text = run("find", "a@away.test", environment={"MAILMEDIC_NAMESERVERS": server.address}).stdout.decode()
    assert "outside away.test" in " ".join(text.split())
    assert servers(find("a@known.test", server=server))[0][-1] == "medium"


@needs_dnsmasq
@pytest.mark.parametrize("domain,host", [("company.test", "smtp.office365.com"), ("google.test", "smtp.gmail.com"),
                                         ("region.test", "smtppro.zoho.eu"), ("saudi.test", "smtppro.zoho.sa"),
                                         ("mixed.test", "smtp.gmail.com"), ("equal.test", "smtp.gmail.com"),
                                         ("ali.test", "smtp.qiye.aliyun.com"), ("netease.test", "smtp.qiye.163.com")])
def test_who_takes_the_mail_tells_the_provider(server, domain, host):
    found = find(f"a@{domain}", server=server)
    assert servers(found)[0][0] == host
    assert {row[3:] for row in servers(found)} == {("mx", "medium")}


@needs_dnsmasq
@pytest.mark.parametrize("domain,server_wanted", [
    ("exchange.test", ("ex12.mail.ovh.net", 587, "starttls")), ("shared.test", ("ssl0.ovh.net", 465, "implicit")),
    ("canada.test", ("smtp.mail.ovh.ca", 465, "implicit")), ("government.test", ("smtp.office365.us", 587, "starttls"))])
def test_who_takes_the_mail_tells_the_kind_of_mailbox_and_its_country(server, domain, server_wanted):
    found = servers(find(f"a@{domain}", server=server))
    assert found[0] == server_wanted + ("mx", "medium")
    assert domain == "shared.test" or len(found) == 1, found


@needs_dnsmasq
@pytest.mark.parametrize("domain", ["gateway.test", "trap.test", "spare.test"])
def test_a_gateway_a_look_alike_suffix_and_a_spare_server_tell_nothing(server, domain):
    found = find(f"a@{domain}", server=server)
    assert found["candidates"] == [] and found["verdict"]["exit"] == 3


@needs_dnsmasq
def test_a_custom_domain_at_a_provider_without_smtp_is_told(server):
    assert find("a@tuta.test", server=server)["verdict"]["outcome"] == "no-smtp"


@needs_dnsmasq
def test_a_domain_that_declines_is_not_guessed_at(server):
    found = find("a@declines.test", server=server)
    assert found["candidates"] == [] and found["verdict"]["exit"] == 3
    assert "no server for sending" in found["verdict"]["notes"][0]
    assert any("null MX" in note for note in find("a@null.test", server=server)["verdict"]["notes"])


@needs_dnsmasq
def test_guesses_come_last_and_only_those_that_exist(server):
    found = find("a@guessed.test", server=server)
    assert servers(found) == [("mail.guessed.test", 587, "starttls", "guess", "guess"),
                              ("mail.guessed.test", 465, "implicit", "guess", "guess")]
    assert find("a@bare.test", server=server)["verdict"] == {
        "outcome": "nothing", "exit": 3, "provider": None, "did_you_mean": None, "leads_to": None, "notes": []}


@needs_dnsmasq
def test_where_every_name_exists_a_guess_says_nothing(server):
    found = find("a@wild.test", server=server)
    assert found["candidates"] == []
    assert "every name" in found["verdict"]["notes"][0]


@needs_dnsmasq
def test_a_domain_that_does_not_exist_is_told(server):
    found = find("a@nothere.test", server=server)
    assert found["verdict"]["exit"] == 3
    assert "no domain nothere.test" in found["verdict"]["notes"][0]


@pytest.mark.parametrize("typed,meant", [("gmial.com", "gmail.com"), ("gmai.com", "gmail.com"), ("hotmial.com", "hotmail.com"),
                                         ("outlok.com", "outlook.com"), ("yahooo.com", "yahoo.com"), ("gmail.com", None),
                                         ("web.de", None), ("example.com", None), ("gmx.at", None)])
def test_a_look_alike_is_proposed_and_never_taken(typed, meant):
    server = NameServer({})
    found = find(f"a@{typed}", server=type("At", (), {"address": f"127.0.0.1:{server.port}"}))
    server.stop()
    assert found["verdict"]["did_you_mean"] == meant
    if meant:
        assert found["candidates"] == []


@needs_dnsmasq
def test_who_squats_on_a_look_alike_with_records_is_asked_about(server):
    found = find("a@gmial.com", server=server)
    assert servers(found)[0][0] == "mail.gmial.com" and found["verdict"]["did_you_mean"] == "gmail.com"


@needs_dnsmasq
def test_why_a_server_in_a_private_network_is_not_tried_is_told(server):
    text = run("find", "a@private.test", environment={"MAILMEDIC_NAMESERVERS": server.address}).stdout.decode()
    assert "box.private.test has an address in a private network, so it was not tried." in " ".join(text.split())


def srv(priority, weight, port, target):
    return struct.pack(">HHH", priority, weight, port) + encode_name(target)


def answer_with(kind, data, flags=0x8180):
    """Answers every question of this kind with one record, and any other with nothing."""
    def make(query):
        end = query.index(b"\0", 12) + 5
        name = query[12:end - 4]
        asked = struct.unpack(">H", query[end - 4:end - 2])[0]
        records = [name + record("", kind, data)[1:]] if asked == kind else []
        return query[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + query[12:end] + b"".join(records)
    return Answer(raw=make)


def found_by(answer):
    server = NameServer({}, default=answer)
    try:
        return find("a@odd.test", server=type("At", (), {"address": f"127.0.0.1:{server.port}"}))
    finally:
        server.stop()


def test_a_signed_record_is_certain_and_says_so():
    found = found_by(answer_with(SRV, srv(0, 1, 465, "smtp.elsewhere.test"), flags=0x81a0))
    first = found["candidates"][0]
    assert first["confidence"] == "high" and first["host"]["signed"] is True and first["foreign"] is False


@pytest.mark.parametrize("data", [
    b"", b"\0", srv(0, 1, 465, "x")[:-1], srv(0, 0, 0, "a.test"),
    b"\0\0\0\1\1\xd1\xc0\xff", b"\0\0\0\1\1\xd1\x03a\x1bb\0", b"\0\0\0\1\1\xd1" + b"\x3f" + b"a" * 63 + b"\x3f" + b"b" * 20])
def test_a_broken_record_is_left_out(data):
    assert found_by(answer_with(SRV, data))["candidates"] == []


def test_a_dead_name_server_costs_its_deadline_once():
    silent = NameServer({}, default=Answer(silent=tuple(range(300))))
    before = time.monotonic()
    found = find("a@odd.test", server=type("At", (), {"address": f"127.0.0.1:{silent.port}"}))
    silent.stop()
    assert time.monotonic() - before < 12
    assert [row["outcome"] for row in found["asked"]] == ["no-answer"] * 3
    assert "No name server answered" in found["verdict"]["notes"][0]


def test_a_dead_name_server_costs_its_deadline_once_where_a_server_was_typed_too():
    silent = NameServer({}, default=Answer(silent=tuple(range(300))))
    before = time.monotonic()
    done = run("find", "a@odd.test", "-s", "mail.odd.test", "--ask", "none", "--format", "json",
               environment={"MAILMEDIC_NAMESERVERS": f"127.0.0.1:{silent.port}", "MAILMEDIC_CLOCK_SCALE": "4"})
    silent.stop()
    assert time.monotonic() - before < 4.5  # the deadline is 2.5 s at this speed, twice 5 s
    assert {row["outcome"] for row in json.loads(done.stdout)["matrix"]} == {"name-unknown"}, done.stdout


def test_only_the_helper_loads_what_fetches_and_reads_pages():
    loaded = {name: subprocess.run(["ldd", path], capture_output=True, text=True, check=True).stdout
              for name, path in (("mailmedic", PROGRAM), ("helper", FETCH))}
    for library in ("libcurl", "libexpat"):
        assert library in loaded["helper"] and library not in loaded["mailmedic"]


def test_behind_a_proxy_nobody_is_asked_what_the_domain_promises():
    found = find("jane@gmail.com", "--proxy", "socks5h://127.0.0.1:1")
    assert found["promises"] == {"tlsa": None, "mta_sts": None, "mx_tlsa": None} and found["asked"] == []


def test_usage_is_checked():
    for words in (["find"], ["find", "nobody"], ["find", "a@b.test", "--format", "markdown"], ["find", "a@b.test", "--ask", "x"],
                  ["check", "a@b.test", "--ask", "none"], ["find", "a@b.test", "--ask-elsewhere", "x.test"],
                  ["find", "a@b.test", "--ask", "none", "--ask-elsewhere", "x.test"],
                  ["find", "a@b.test", "--ask", "all", "--ask-elsewhere", "x y"]):
        assert run(*words).returncode == 1, words
