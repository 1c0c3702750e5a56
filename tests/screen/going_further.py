# SPDX-License-Identifier: GPL-3.0-or-later
"""After it works; recordings made afterwards and read again; the practice list; lines that are held; the text for the administrator."""
import os
import re

from terminal_driver import Terminal


def log_in(screen, password):
    screen.wait("Password", "F1 Help")
    screen.type(password)
    screen.keys("Enter")


def test_after_it_works_one_key_goes_on_to_mail_rcpt_and_a_test_message():
    with Terminal("practice", "all-good") as screen:
        log_in(screen, "practice")
        screen.wait("It works", "m Go further")
        screen.keys("m")
        log_in(screen, "practice")
        screen.wait("It works", "MAIL", "run 2")
        screen.keys("m")
        screen.wait("Go on to RCPT", "no mail is sent")
        screen.type("friend@practice.test")
        screen.keys("Enter")
        log_in(screen, "practice")
        screen.wait("It works", "RCPT", "run 3")
        screen.keys("m")
        screen.wait("Send a test message?", "friend@practice.test")
        screen.keys("Escape")
        screen.wait("It works", "run 3")
        screen.keys("m", "Enter")
        log_in(screen, "practice")
        screen.wait("It works", "run 4")
        screen.keys("r")
        screen.wait("Send a test message?")  # never a second mail by itself


def test_a_recording_is_saved_afterwards_and_its_runs_are_chosen_by_one_key():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "wrong-secret")
        screen.wait("What you can do")
        screen.keys("r")
        log_in(screen, "practice")
        screen.wait("It works", "run 2")
        screen.keys("S")
        screen.wait("Recording saved as")
        screen.keys("S")
        screen.wait("Recording saved as")
        names = sorted(name for name in os.listdir(screen.folder) if name.startswith("mailmedic-recording"))
        assert len(names) == 2, names
        with open(os.path.join(screen.folder, names[0]), encoding="utf-8") as file:
            text = file.read()
        assert "wrong-secret" not in text and '"run":2' in text
        with Terminal("replay", names[0], folder=screen.folder) as replay:
            picture = replay.wait("recording of 20", "run 2", "[ Run before", "s: save a report")
            assert "r Again" not in picture and "Step" not in picture.split("\n")[23], picture
            assert "go further" not in picture and "another try" not in picture and "Next run" not in picture, picture
            replay.keys("[")
            picture = replay.wait("run 1", "] Next run")
            assert "Run before" not in picture, picture


def test_the_practice_list_has_numbers_groups_and_a_filter():
    with Terminal("practice") as screen:
        picture = screen.wait("Or practise with the built-in server", "works", " 535 ", " 421 ")
        assert re.search(r" 1 works +▸ Everything works", picture), picture
        screen.keys("3")
        screen.wait(" 3 535     ▸ 535: wrong password")
        screen.keys("/")
        screen.type("overl")
        picture = screen.wait(" 1 421 ", "▸ 421: the server is overloaded", "1 of 1")
        assert "wrong password" not in picture, picture
        screen.keys("Enter")
        screen.keys("Enter")
        screen.wait("What went wrong", "421")


def test_a_held_line_keeps_its_lesson_and_help_works_meanwhile():
    with Terminal("practice", "all-good", "--step") as screen:
        screen.wait("Held: press Space", "TCP 127.0.0.1")
        screen.keys("Space")
        screen.wait("Held: press Space", "EHLO")
        screen.keys("Up", "Up")
        screen.wait("Held: press Space", "EHLO introduces")
        screen.keys("F1")
        screen.wait("Help: what is possible here")
        screen.keys("q")
        screen.keys("v")
        screen.wait("421", "535")
        screen.keys("q")
        screen.keys("Z")
        screen.wait("That key does nothing while the walk is held")
        screen.keys("e")
        screen.wait("There is nothing to explain yet")


def test_after_a_refusal_the_explanation_does_not_wait_for_quit():
    with Terminal("practice", "auth-535-wrong-password", "--step") as screen:
        for held in ("TCP 127", "EHLO", "STARTTLS", "TLS 127", "EHLO"):
            screen.wait("Held: press Space", "│   " + held)
            screen.keys("Space")
        log_in(screen, "wrong")
        screen.wait("Held: press Space", "AUTH PLAIN")
        screen.keys("Space")
        screen.wait("What you can do", "535")


def test_the_text_for_the_administrator_has_both_addresses_time_zone_and_last_lines():
    with Terminal("practice", "auth-535-wrong-password", rows=50, environment={"TZ": "Europe/Berlin"}) as screen:
        log_in(screen, "very-secret")
        screen.keys(screen.wait_for_fix("administrator"))
        picture = screen.wait("For the server's administrator", "Mail address: student@practice.test",
                              "Network address of the server: 127.0.0.1", "EHLO name", "<- 535", "-> AUTH PLAIN")
        assert re.search(r"Time: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \+0\d00 \(CES?T\)", picture), picture
        assert "starttls" not in picture and "very-secret" not in picture, picture


def test_the_administrator_learns_our_address_where_no_ehlo_was_sent_and_where_it_was_a_name():
    for arguments in (("greeting-421-overloaded",), ("ehlo-421-shutdown", "--ehlo", "pc.example.test")):
        with Terminal("practice", *arguments, rows=50) as screen:
            screen.keys(screen.wait_for_fix("administrator"))
            screen.wait("For the server's administrator", "Our own network address: 127.0.0.1")


def test_a_ctrl_c_in_a_paste_is_text_and_as_a_key_it_leaves():
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.paste("joe\x03@gmail.com")
        screen.wait("joe@gmail.com")
        screen.keys("C-c")
        assert screen.finish() == 130


def test_only_the_selected_row_of_a_picker_is_marked_and_popups_do_not_pile_up():
    with Terminal("practice", "auth-535-username-form") as screen:
        log_in(screen, "practice")
        screen.keys(screen.wait_for_fix("[Cc]hange the user name"))
        picture = screen.wait("Form of the user name")
        box = [line for line in picture.split("\n") if re.search(r"│ .*▸", line) and "student" in line]
        assert len(box) == 1, picture
        screen.keys("Down", "Enter")
        picture = screen.wait("Change this and walk again?")
        assert "Form of the user name" not in picture, picture


def test_help_leaves_a_space_between_keys_and_words():
    with Terminal("practice") as screen:
        screen.wait("To learn:")
        screen.keys("F1")
        picture = screen.wait("Help: what is possible here")
        screen.keys("Space")
        picture += screen.text()
        assert "Ctrl-D" in picture and not re.search(r"Ctrl-[A-Z](?=[A-Z][a-z])", picture), picture


def test_a_language_that_cannot_be_shown_is_told():
    with Terminal("--lang", "zh_CN", environment={"LC_ALL": "C"}) as screen:
        screen.wait("This terminal writes no UTF-8: other languages cannot be shown.")
