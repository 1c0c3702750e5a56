# SPDX-License-Identifier: GPL-3.0-or-later
"""Web addresses of our own topics are links of the terminal (OSC 8) where it has them, and a key copies them."""
import base64
import re

from program import PracticeServer
from terminal_driver import Terminal

LINK = re.compile(rb"\x1b\]8;id=\d+;([^\x1b]+)\x1b\\(.*?)\x1b\]8;;\x1b\\", re.S)
KNOWN = {"VTE_VERSION": "7200"}


def open_topic(screen, name):
    screen.wait("Your mail does not go out?")
    screen.keys("F2")
    screen.wait("Help topics")
    screen.type(name)
    screen.wait("Yahoo")
    screen.keys("Enter")
    screen.gone("Help topics")


def links(screen):
    return LINK.findall(screen.bytes)


def test_address_in_a_topic_is_a_link_and_can_be_copied():
    with Terminal(environment=KNOWN, rows=50) as screen:
        open_topic(screen, "yahoo")
        for _ in range(12):
            if links(screen):
                break
            screen.keys("Space")
        address, words = links(screen)[0]
        assert address.startswith(b"https://") and words and b"\x1b" not in words
        assert words.decode() in screen.still()
        for _ in range(40):
            if "Copy link" in screen.text():
                break
            screen.keys("Tab")
        screen.wait("Y Copy link")
        screen.bytes = b""
        screen.keys("Y")
        screen.wait("Copied")
        copied = base64.b64decode(re.search(rb"\x1b\]52;c;([^\a]+)\a", screen.bytes)[1])
        assert copied.startswith(b"https://"), copied


def test_page_of_a_provider_is_a_link_and_a_click_copies_it():
    with Terminal("practice", "auth-535-app-password", environment=KNOWN) as screen:
        screen.wait("F3 Show")
        screen.type("practice")
        screen.keys("Enter")
        screen.wait("What you can do")
        screen.keys("F2")
        screen.type("yahoo")
        screen.wait("Yahoo")
        screen.keys("Enter")
        for _ in range(40):
            if "Copy link" in screen.text():
                break
            screen.keys("Tab")
        screen.keys("Enter")
        picture = screen.wait("Open this page in a browser:")
        address = re.search(r"https://[!-~]+", picture)[0]
        assert address.encode() in [to for to, _ in links(screen)]
        screen.bytes = b""
        screen.click(address)
        screen.wait("Copied")
        assert b"\x1b]52;c;" in screen.bytes


def test_terminal_that_is_not_known_gets_none():
    for environment in ({}, {"VTE_VERSION": "7200", "FORCE_HYPERLINK": "0"}, {"VTE_VERSION": "7200", "TERM": "tmux-256color"}):
        with Terminal(environment=environment, rows=50) as screen:
            open_topic(screen, "yahoo")
            screen.keys("End")
            screen.still()
            assert b"\x1b]8;" not in screen.bytes


def test_what_a_server_says_is_no_link():
    with PracticeServer("auth-535-app-password") as server, Terminal("student@practice.test", "-s", server.endpoint, "--tls-ca-path", server.ca,
                                                                     environment=KNOWN, columns=160, rows=50) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.wait("F3 Show")
        screen.type("practice")
        screen.keys("Enter")
        picture = screen.wait("What you can do")
        assert "http" in picture and b"\x1b]8;" not in screen.bytes


def test_picture_is_the_same_with_links():
    pictures = []
    for environment in ({"FORCE_HYPERLINK": "1"}, {}):
        with Terminal(environment=environment, rows=50) as screen:
            open_topic(screen, "yahoo")
            screen.keys("End")
            screen.still()
            pictures.append((screen.still(), screen.looks(), screen.cursor()))
    assert pictures[0] == pictures[1]
