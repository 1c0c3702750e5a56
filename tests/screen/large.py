# SPDX-License-Identifier: GPL-3.0-or-later
"""A large terminal is used: what would stay empty says what else is known. A smaller one names the key for it."""
import json
import re
import tempfile

from terminal_driver import Terminal

OFFERS, CERTIFICATE, ROUND_TRIPS = "What the server offers", "The server's certificate", "Round trips"


def fail(screen):
    screen.wait("Password", "F1 Help")
    screen.type("not the password")
    screen.keys("Enter")
    return screen.wait("What went wrong: AUTH")


def test_200x60_shows_it_all_beside_the_explanation():
    with Terminal("practice", "auth-535-wrong-password", columns=200, rows=60) as screen:
        fail(screen)
        picture = screen.wait("What you can do", OFFERS, CERTIFICATE, ROUND_TRIPS, "Transcript", "221 2.0.0")
        assert "535 5.7.8" in picture and "Issued by" in picture and "✓ CRAM-MD5" in picture, picture
        used = sum(1 for line in picture.split("\n") if len(line.split("│")[0].strip()) > 0)
        assert used > 40, picture


def test_longer_replies_leave_nothing_out():
    for scenario, password in (("auth-535-app-password", "not the password"), ("auth-535-app-password", "practice"),
                               ("mail-553-sender-not-owned", "practice")):
        with Terminal("practice", scenario, columns=200, rows=60) as screen:
            screen.wait("Password", "F1 Help")
            screen.type(password)
            screen.keys("Enter")
            screen.wait("What you can do", OFFERS, CERTIFICATE, ROUND_TRIPS, "221 2.0.0")


def test_200x60_shows_it_all_beside_the_walk():
    with Terminal("practice", "auth-535-wrong-password", columns=200, rows=60) as screen:
        picture = screen.wait("Password", CERTIFICATE, ROUND_TRIPS)
        box = [line for line in picture.split("\n") if line.startswith((" ╭", " ╰"))]
        assert len(box) == 2, picture
        fail(screen)
        screen.keys("q")
        screen.wait("Transcript", OFFERS, CERTIFICATE, ROUND_TRIPS, "221 2.0.0")


def test_a_smaller_one_names_the_key_of_the_round_trips():
    for size in ({}, {"columns": 120, "rows": 40}):
        with Terminal("practice", "auth-535-wrong-password", **size) as screen:
            fail(screen)
            screen.keys("q")
            picture = screen.wait("Transcript", "l: the round trips")
            assert CERTIFICATE not in picture, picture
            screen.keys("l")
            screen.wait(ROUND_TRIPS, "steps took")


def test_a_reply_that_refuses_at_once_stands_once_among_the_details():
    with Terminal("practice", "greeting-421-overloaded", columns=120, rows=40) as screen:
        screen.wait("What you can do")
        screen.keys("q")
        details = screen.wait("e Explain").split("─ Transcript")[0]
        assert details.count("421 4.4.5 Server busy") == 1, details


def test_a_size_that_is_less_by_one_each_time_never_breaks():
    with Terminal("practice", "auth-535-wrong-password", columns=200, rows=60) as screen:
        fail(screen)
        for rows in range(60, 40, -1):
            screen.resize(200 - 3 * (60 - rows), rows)
            screen.wait("What you can do", "Steps", "F1 Help")


def test_a_reply_without_end_is_quoted_in_part_and_the_rest_is_told():
    said = ["535-5.7.8 " + "W" * 3000] * 29 + ["535 5.7.8 " + "W" * 3000]
    events = [{"event": "line", "from": "server", "stage": "auth", "text": line} for line in said]
    events += [{"event": "reply", "stage": "auth", "lines": said},
               {"event": "verdict", "lines": said, "verdict": {"stage": "auth", "outcome": "failed", "exit": 28}}]
    head = ['{"mailmedic":"recording","format":1,"version":"1"}', '{"run":1,"account":{"host":"h","port":1}}']
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/long", "w", encoding="ascii") as file:
            file.write("\n".join(head + [json.dumps(event) for event in events]) + "\n")
        with Terminal("replay", "long", columns=120, rows=200, folder=folder) as screen:
            screen.wait("e Explain")
            screen.keys("e")
            picture = screen.wait("What the server said", "more lines are in the transcript", "What you can do")
    panel = "\n".join(line.rsplit("│", 2)[1] for line in picture.split("\n") if line.count("│") >= 2)
    assert (len("".join(re.findall("W{9,}", panel))), panel.count("W...")) == (12 * 230, 12), picture
