# SPDX-License-Identifier: GPL-3.0-or-later
"""The passphrase of a client certificate's key: asked for on screen and in plain mode, right, wrong, and not given."""
import os
import subprocess
import tempfile

import pytest

from program import USER, PracticeServer
from terminal_driver import Terminal

PASSPHRASE = "open Sesame-7Q"


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def locked():
    """A certificate with its key under a passphrase: {form: file}."""
    with tempfile.TemporaryDirectory(prefix="mailmedic-passphrase-") as folder:
        at = lambda name: os.path.join(folder, name)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=student", "-days", "2", "-keyout", at("key"), "-out", at("cert"))
        openssl("pkey", "-in", at("key"), "-aes256", "-passout", f"pass:{PASSPHRASE}", "-out", at("locked"))
        openssl("pkcs12", "-export", "-inkey", at("key"), "-in", at("cert"), "-passout", f"pass:{PASSPHRASE}", "-out", at("both.p12"))
        with open(at("both.pem"), "w", encoding="ascii") as both:
            for name in ("cert", "locked"):
                with open(at(name), encoding="ascii") as part:
                    both.write(part.read())
        yield {"PEM": at("both.pem"), "PKCS #12": at("both.p12"), "key": at("locked"), "cert": at("cert")}


def start(server, *arguments):
    return Terminal(USER, *server.arguments(), *arguments, "-q", "TLS")


def type_passphrase(screen, text):
    screen.wait("Passphrase of the client certificate")
    screen.type(text)
    screen.keys("Enter")


@pytest.mark.parametrize("form", ["PEM", "PKCS #12", "key"])
def test_on_screen_the_right_one_opens_the_key(locked, form):
    files = ("--tls-cert", locked["cert"], "--tls-key", locked["key"]) if form == "key" else ("--tls-cert", locked[form])
    with PracticeServer("tls-client-certificate") as server, start(server, *files) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        type_passphrase(screen, PASSPHRASE)
        screen.wait("It works")
        assert PASSPHRASE.encode() not in screen.bytes


@pytest.mark.parametrize("form", ["PEM", "PKCS #12"])
def test_on_screen_a_wrong_one_is_told_and_asked_for_again(locked, form):
    with PracticeServer("tls-client-certificate") as server, start(server, "--tls-cert", locked[form]) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        type_passphrase(screen, "open Barley")
        screen.wait("The passphrase does not open")
        type_passphrase(screen, PASSPHRASE)  # the field is empty again
        screen.wait("It works")


def test_on_screen_esc_goes_back_to_the_settings_and_nothing_is_sent(locked):
    with PracticeServer("tls-client-certificate") as server, start(server, "--tls-cert", locked["PEM"]) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.wait("Passphrase of the client certificate")
        screen.type("half of it")
        screen.keys("Escape")
        screen.gone("Passphrase of the client certificate")
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        type_passphrase(screen, PASSPHRASE)
        screen.wait("It works", "run 1")


@pytest.mark.parametrize("form", ["PEM", "PKCS #12"])
def test_plain_mode_asks_without_an_echo_until_it_is_right(locked, form):
    with PracticeServer("tls-client-certificate") as server, start(server, "--tls-cert", locked[form], "--plain") as session:
        session.expect(b"Enter starts the walk")
        session.send(b"\n")
        for text in ("open Barley", PASSPHRASE):
            session.expect(b"Passphrase (not shown):")
            session.wait_for_echo(False)
            session.send(text.encode() + b"\n")
        session.expect(b"It works")
        assert PASSPHRASE.encode() not in session.bytes and b"Barley" not in session.bytes


def test_plain_mode_walks_nowhere_without_one(locked):
    with PracticeServer("tls-client-certificate") as server, start(server, "--tls-cert", locked["PEM"], "--plain") as session:
        session.expect(b"Enter starts the walk")
        session.send(b"\n")
        session.expect(b"Passphrase (not shown):")
        session.wait_for_echo(False)
        session.send(b"\n")
        session.expect(b"Enter starts the walk")
        assert b"Run 1" not in session.bytes
