# SPDX-License-Identifier: GPL-3.0-or-later
"""A reply that somebody reads out, the order of the explanation, the password box, saving."""
import os
import re
import subprocess

from program import PROGRAM, environment
from terminal_driver import Terminal


def log_in(screen, password):
    screen.wait("Password", "F1 Help")
    screen.type(password)
    screen.keys("Enter")


def test_a_reply_that_is_read_out_is_explained_with_questions_and_saved():
    with Terminal() as screen:
        screen.keys("F3")
        screen.wait("Explain a reply", "Type what the customer reads out")
        screen.type("535 5.7.8 Error: authentication failed")
        screen.keys("Enter")
        picture = screen.wait("The reply explained", "What the server said", "What you can do", "Why")
        assert "535 5.7.8 Error: authentication failed" in picture
        question = re.search(r"│ +(\d)  [^│]*\?", picture)
        assert question, picture
        screen.keys(question[1])
        screen.wait("Enter Choose", "▸ 1  ", "  2  ")
        screen.keys("2")
        picture = screen.wait("Take the answers back")
        back = re.search(r"│ +(\d)  [ ▸]*Take the answers back", picture)
        screen.keys(back[1])
        screen.wait(question[0].split("  ")[-1])
        screen.keys(question[1])
        screen.wait("▸ 1  ")
        screen.keys("1")
        screen.wait("Take the answers back")
        screen.keys("s")
        screen.wait("Save the report as")
        screen.keys("Enter")
        screen.wait("Saved as ")
        assert [name for name in os.listdir(screen.folder) if name.startswith("mailmedic-report")]


def test_a_log_pasted_on_the_start_screen_goes_where_replies_are_explained():
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.paste("S: 220 mail.example.test ESMTP\nC: EHLO me\nS: 250 AUTH PLAIN\nC: AUTH PLAIN xxxx\n"
                     "S: 534-5.7.9 Application-specific password required. Learn more at\nS: 534 5.7.9  https://support.example\n")
        screen.wait("Explain a reply", "534 5.7.9")
        screen.keys("Enter")
        picture = screen.wait("The reply explained", "The server wants an app password")
        assert '"Application-specific password' in picture or "Application-specific password" in picture
        screen.keys("q")
        screen.wait("Your mail does not go out?")


def test_the_explanation_says_what_happened_what_was_said_what_to_do_and_why_in_this_order():
    with Terminal("practice", "auth-535-app-password") as screen:
        log_in(screen, "practice")
        picture = screen.wait("What you can do", "─ Why ─")
        places = [picture.index(words) for words in ("✗ The server wants", "What the server said", "▶ 535", "What you can do", "─ Why ─")]
        assert places == sorted(places), picture


def test_a_sentence_of_ours_is_no_evidence_for_itself():
    with Terminal("joe@example.test", "-s", "127.0.0.1:1") as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        picture = screen.wait("What you can do")
        assert "because of" not in picture, picture
        assert picture.lower().count("port is closed") <= 2, picture
        screen.keys("w")
        picture = screen.wait("Why you see this", "What it was matched by")
        assert "decided by the words" not in picture and "by no words" in picture, picture
        assert "Name: this worked in this run." in picture, picture
    for form in ("text", "markdown"):
        told = subprocess.run([PROGRAM, "check", "joe@example.test", "-s", "127.0.0.1:1", "--no-auth", "--format", form],
                              env=environment(), capture_output=True, text=True, check=False).stdout
        assert "ort is closed" in told and "Shown by" not in told, told


def test_the_password_box_hides_neither_step_nor_transcript():
    with Terminal("practice", "all-good") as screen:
        picture = screen.wait("Password", "Encrypted with TLS")
        assert "▸ ? AUTH" in picture and "─ Transcript ─" in picture, picture


def test_a_password_shows_a_dot_for_each_character_and_itself_until_the_next_key():
    with Terminal("practice", "all-good") as screen:
        screen.wait("Encrypted with TLS")
        screen.type("abc")
        picture = screen.wait("•••")
        assert "••••" not in picture, picture
        screen.keys("F3")
        screen.wait("Password  abc")
        screen.type("d ")
        picture = screen.wait("•••••", "There is a space")
        assert "abc" not in picture, picture


def test_a_password_is_never_shown_in_step_mode():
    with Terminal("practice", "all-good", "--step") as screen:
        for _ in range(5):
            screen.wait("Held: press Space")
            screen.keys("Space")
            picture = screen.text()
            if "Password" in picture:
                break
        screen.wait("Encrypted with TLS", "Password")
        screen.type("xyz")
        screen.keys("F3")
        picture = screen.wait("It is not shown in step mode")
        assert "xyz" not in picture, picture


def test_a_setting_keeps_the_mask_of_fixed_length():
    with Terminal("practice", "all-good") as screen:
        folder = screen.folder
        os.makedirs(os.path.join(folder, "config", "mailmedic"))
        with open(os.path.join(folder, "config", "mailmedic", "settings.yaml"), "w", encoding="utf-8") as file:
            file.write("fixed-mask: yes\n")
        with Terminal("practice", "all-good", folder=folder) as other:
            other.wait("Encrypted with TLS")
            other.type("abc")
            other.wait("••••••••")


def test_capitals_alone_are_told_after_the_refusal():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "PRACTICE")
        screen.wait("What you can do", "is Caps Lock on?")


def test_the_same_password_goes_with_another_form_of_the_user_name_by_one_key():
    with Terminal("practice", "auth-535-username-form") as screen:
        log_in(screen, "practice")
        screen.keys(screen.wait_for_fix("user name"))
        screen.wait("Form of the user name")
        screen.keys("Down", "Enter")
        screen.wait("Apply and walk again")
        screen.keys("Enter")
        screen.wait("Enter alone: the password typed before.", "run 2")
        screen.keys("Enter")
        screen.wait("What worked")


def test_two_saves_in_one_second_have_two_names():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "wrong")
        screen.wait("What you can do", "s Save")
        for _ in range(3):
            screen.keys("s", "Enter")
        screen.wait("Saved as ")
        assert len([name for name in os.listdir(screen.folder) if name.startswith("mailmedic-report")]) == 3


def test_save_and_copy_keep_their_place_among_the_hints_after_a_second_failure():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "wrong")
        screen.wait("What you can do")
        screen.keys("r")
        screen.wait("run 2")
        log_in(screen, "wrong too")
        screen.wait("What you can do", "s Save", "y Copy", "d Difference")
        screen.keys("Escape")
        screen.wait("Transcript")
        screen.keys("s")
        screen.wait("Save the report as")  # the same on the walk


def test_the_password_box_shows_the_practice_password_and_its_text_can_be_scrolled():
    with Terminal("practice", "tls-wrong-host") as screen:
        screen.wait("Stopped: a problem with the certificate")
        screen.keys("Enter", "T")
        picture = screen.wait("Practice password: practice", "F3 Show")
        assert "NOT right" in picture and "app password" not in picture, picture
        screen.keys("Down", "Down")
        screen.wait("NOT right", "Practice app password: ")
        screen.type("kj")
        screen.wait("Password  ••")


def test_a_fix_that_leaves_the_port_of_the_practice_server_says_so():
    with Terminal("practice", "rcpt-550-relay-denied") as screen:
        log_in(screen, "practice")
        screen.keys(screen.wait_for_fix("submission port 587"))
        screen.wait("Change this and walk again?", "The practice server has its one port only")


def test_practice_waits_as_long_as_the_scenario_needs():
    with Terminal("practice", "auth-421-throttled") as screen:
        log_in(screen, "practice")
        screen.keys(screen.wait_for_fix("Wait as long as this practice case needs"))
        screen.wait("0:30 left")


def test_a_key_that_cannot_act_is_told_why_truly():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "wrong")
        screen.wait("What you can do")
        screen.keys("e")
        screen.wait("This is the explanation.")
    with Terminal() as screen:
        screen.keys("F3")
        screen.paste("421 4.7.0 too many errors")
        screen.keys("Enter")
        screen.wait("What you can do")
        for key in ("r", "S", "F5"):
            screen.keys(key)
            screen.wait("A reply was explained, there was no walk")
            screen.keys("C-l")
            screen.gone("there was no walk")


def test_a_log_in_by_token_is_no_fix_where_the_server_offers_none():
    with Terminal("practice", "auth-535-app-password") as screen:
        log_in(screen, "practice")
        picture = screen.wait("What you can do", "Type an app password")
        assert "token" not in picture, picture


def test_a_server_without_a_log_in_by_token_is_not_said_to_offer_unknown_methods_only():
    with Terminal("practice", "auth-535-app-password", "--auth-token-command", "echo t") as screen:
        picture = screen.wait("What went wrong", "offers no log-in with a token")
        assert "mailmedic does not have" not in picture, picture


def test_a_reply_without_a_walk_is_said_to_have_no_time_and_no_past():
    with Terminal() as screen:
        screen.keys("F3")
        screen.paste("535 5.7.8 Error: authentication failed")
        screen.keys("Enter")
        screen.wait("What you can do")
        screen.keys("w")
        picture = screen.wait("Why you see this", "What it cannot be")
        assert "after the start" not in picture, picture
        screen.keys("End")
        screen.wait("What came before is not known.")
