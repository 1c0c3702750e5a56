# SPDX-License-Identifier: GPL-3.0-or-later
"""From an address to the settings of the walk: what is found is offered, and becomes the account's when it is chosen."""
import glob
import hashlib
import json
import os
import smtplib
import ssl

import pytest

import real_nameserver
from pipe import Pipe
from program import PracticeServer
from real_nameserver import RealNameServer
from terminal_driver import Terminal

pytestmark = pytest.mark.skipif(real_nameserver.PROGRAM is None and not os.environ.get("CI"), reason="dnsmasq is not installed")

ZONE = [
    "srv-host=_submissions._tcp.own.test,mail.own.test,465,0,1",
    "host-record=mail.own.test,127.0.0.1",
    "srv-host=_submission._tcp.away.test,smtp.elsewhere.test,587,0,1",
    "mx-host=bare.test,mx.elsewhere.test,10",
    "mx-host=tuta.test,mail.tutanota.de,10",
    "mx-host=second.test,mx.zoho.eu,10",
    "local=/gmial.com/",
]


@pytest.fixture(scope="module")
def environment():
    with RealNameServer(ZONE) as server:
        yield {"MAILMEDIC_NAMESERVERS": server.address}


def row(picture, label):
    return next(line for line in picture.split("\n") if label in line)


def certificate_of(port):
    """In DER, whoever signed it."""
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.starttls(context=unchecked)
        return client.sock.getpeercert(binary_form=True)


def look_up(screen, address):
    screen.type(address)
    screen.keys("Enter")
    return screen.wait("Settings for this address")


def test_enter_takes_what_was_found_and_each_value_says_by_whom(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@own.test")
        picture = screen.wait("mail.own.test:465, TLS from the first byte", "the domain's SRV record (not signed)",
                              "Tried without a log-in")
        assert "Ask the web server of own.test" in picture
        screen.keys("Enter")
        picture = screen.wait("Settings for the walk")
        assert "mail.own.test" in row(picture, "Server") and "found in DNS" in row(picture, "Server"), picture
        assert "465" in row(picture, "Port") and "found in DNS" in row(picture, "Port"), picture
        assert "guessed" in row(picture, "User name"), picture


def test_a_server_outside_the_domain_is_warned_about_to_the_last_word(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@away.test")
        picture = screen.wait("smtp.elsewhere.test:587", "This server is outside away.test")
        assert "only if you know that name." in picture, picture


def test_a_provider_without_smtp_is_said_at_once(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@tuta.test")
        picture = screen.wait("offers no SMTP")
        assert "Ask the web server" not in picture, picture


def test_a_new_address_in_the_form_brings_new_values_and_what_was_typed_stays(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@own.test")
        screen.wait("Tried without a log-in")
        screen.keys("Enter")
        screen.wait("Settings for the walk")
        for label, text in (("User name", "jdoe"), ("Mail address", "kim@second.test")):
            while "▸" not in row(screen.text(), label):
                screen.keys("Tab")
                screen.settle()
            screen.keys("C-u")
            screen.type(text)
        screen.keys("Enter")
        screen.wait("Settings for this address", "smtppro.zoho.eu:465")
        screen.keys("Enter")
        picture = screen.wait("Settings for the walk", "smtppro.zoho.eu")
        assert "jdoe" in row(picture, "User name") and "typed" in row(picture, "User name"), picture
        assert "own.test" not in picture, picture


def test_after_a_search_that_found_nothing_the_made_up_server_is_called_that(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@bare.test")
        screen.wait("No server was found")
        screen.keys("Escape")
        picture = screen.wait("Settings for the walk", "Nothing was found for this address: the server is made up")
        assert "smtp.bare.test" in row(picture, "Server") and "guessed" in row(picture, "Server"), picture
        screen.keys("Enter")
        screen.wait("The guessed server name does not exist")


def test_escape_leaves_what_was_made_up(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@own.test")
        screen.keys("Escape")
        picture = screen.wait("Settings for the walk")
        assert "smtp.own.test" in row(picture, "Server") and "guessed" in row(picture, "Server"), picture
        screen.keys("Enter")  # it was looked for already
        screen.wait("There is no server of this name")


def hear_of_the_certificate(names):
    """In plain mode."""
    talk = Pipe("--plain", environment={"MAILMEDIC_NAMESERVERS": names.address})
    for asked, said in ((b"Mail address", b"jane@own.test\n"), (b"has a TLSA record", b""), (b"Which one?", b"1\n"),
                        (b"Enter starts the walk", b"\n"), (b"DANE: mail.own.test has a TLSA record", b""),
                        (b"It fits the certificate", b""), (b"Type yes to go on", b"q\n")):
        talk.expect(asked)
        talk.send(said)
    talk.finish()


def test_what_the_search_heard_of_the_certificate_stands_on_the_page_of_the_walk():
    with PracticeServer("tls-wrong-host") as server:
        port = server.endpoint.rsplit(":", 1)[1]
        digest = hashlib.sha256(certificate_of(int(port))).hexdigest()
        zone = [f"srv-host=_submission._tcp.own.test,mail.own.test,{port},0,1", "host-record=mail.own.test,127.0.0.1",
                f"dns-rr=_{port}._tcp.mail.own.test,52,030001{digest}"]
        with RealNameServer(zone) as names, Terminal(environment={"MAILMEDIC_NAMESERVERS": names.address}) as screen:
            hear_of_the_certificate(names)
            look_up(screen, "jane@own.test")
            screen.wait("Tried without a log-in")
            screen.keys("Enter")
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            screen.wait("Look at the certificate")
            screen.keys("Enter")
            picture = screen.wait("The server's own certificate")
            screen.keys("Escape")
            screen.wait("Stopped: a problem with the certificate")
            screen.keys("Escape")
            screen.wait("s Save")
            screen.keys("s")
            screen.wait("JSON")
            while "▸" not in row(screen.text(), "JSON"):
                screen.keys("Down")
                screen.settle()
            screen.keys("Enter")
            screen.wait("Saved as ")
            with open(glob.glob(os.path.join(screen.folder, "*.json"))[0], encoding="utf-8") as file:
                report = json.load(file)
    assert report["tls"]["tlsa"] == {"name": f"_{port}._tcp.mail.own.test", "outcome": "found", "signed": False, "promised": True,
                                     "fit": "fits"}
    said = " ".join(picture.replace("│", " ").split())
    assert f"mail.own.test has a TLSA record (DANE) for port {port}. It fits the certificate that was seen." in said, picture


def test_plain_mode_offers_the_same(environment):
    talk = Pipe("--plain", environment=environment)
    talk.expect(b"Mail address")
    talk.send(b"jane@own.test\n")
    talk.expect(b"mail.own.test has an address in a private network, so it was not tried.")
    talk.expect(b"1. mail.own.test:465, TLS from the first byte: ")
    talk.expect(b"2. Ask the web server of own.test. Over https.")
    talk.expect(b"3. Ask also Mozilla's list")
    talk.expect(b"Which one?")
    talk.send(b"1\n")
    talk.expect(b"Server: mail.own.test (found in DNS)")
    talk.expect(b"User name: jane@own.test (guessed)")
    talk.send(b"q\n")
    talk.finish()


def test_an_address_that_is_misspelled_is_set_right_by_one_key(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@gmial.com")
        picture = screen.wait("Did you mean gmail.com?", "jane@gmail.com")
        assert "▸" in row(picture, "jane@gmail.com"), picture
        screen.keys("Enter")
        picture = screen.wait("Settings for the walk", "smtp.gmail.com")
        assert "jane@gmail.com" in row(picture, "Mail address") and "provider" in row(picture, "Port"), picture
        assert "gmial" not in picture, picture


def test_plain_mode_sets_it_right_by_its_number(environment):
    talk = Pipe("--plain", environment=environment)
    for asked, said in ((b"Mail address", b"jane@gmial.com\n"), (b"Did you mean gmail.com?", b""),
                        (b"1. jane@gmail.com. Take this address instead.", b""), (b"Which one?", b"1\n"),
                        (b"Server: smtp.gmail.com", b""), (b"User name: jane@gmail.com", b"q\n")):
        talk.expect(asked)
        talk.send(said)
    talk.finish()


def test_what_is_reachable_is_shown_to_its_last_cell(environment):
    with Terminal(environment=environment) as screen:
        look_up(screen, "jane@own.test")
        screen.wait("Tried without a log-in")
        screen.keys("Enter")
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.keys(screen.wait_for_fix("Look what is reachable"))
        picture = screen.wait("Tried without a log-in; no password was sent.", "mail.own.test", "2525")
        assert "refused" in row(picture, "  465") and "..." not in picture, picture
