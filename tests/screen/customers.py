# SPDX-License-Identifier: GPL-3.0-or-later
"""One customer after another: the way back by q, values that follow their address, a new case by one key."""
import re

from terminal_driver import Terminal


def setting(picture, label):
    """The row of a setting in the form."""
    return next(line for line in picture.split("\n") if label in line)


def test_q_goes_one_up_and_types_nothing_into_a_form():
    with Terminal() as screen:
        screen.type("joe@gmail.com")
        screen.keys("Enter")
        screen.wait("Settings for the walk", "smtp.gmail.com")
        screen.keys("F1")
        screen.wait("Enter", "Close this")
        screen.keys("q")
        screen.wait("Settings for the walk")
        screen.keys("q")
        screen.wait("Or practise with the built-in server", "joe@gmail.com")
        screen.keys("Enter")
        picture = screen.wait("Settings for the walk")
        assert "smtp.gmail.com " in setting(picture, "Server"), picture
        screen.keys("q", "q")
        assert screen.finish() == 0


def test_q_types_nothing_into_a_form_that_is_empty():
    with Terminal() as screen:
        screen.keys("F3")
        screen.paste("421 4.7.0 too many errors from your ip")
        screen.keys("Enter")
        screen.wait("What you can do")
        screen.keys("a")
        screen.wait("Settings for the walk")
        screen.keys("q")
        screen.wait("The reply explained")


def test_a_form_takes_letters_once_it_is_entered():
    with Terminal() as screen:
        screen.type("joe@gmail.com")
        screen.keys("Enter")
        screen.wait("Settings for the walk")
        screen.keys("C-e")
        screen.type("q")
        assert "smtp.gmail.comq" in setting(screen.text(), "Server")
        screen.keys("F1", "q")
        screen.type("s")  # any other letter enters the field again
        screen.type("q")
        assert "smtp.gmail.comqsq" in setting(screen.text(), "Server")


def test_a_letter_after_q_types_nothing_into_the_field_that_is_come_back_to():
    with Terminal() as screen:
        screen.type("kim@nowhere.invalid")
        screen.keys("Enter")
        screen.wait("Settings for this address", "Type the server yourself")
        screen.keys("q")
        before = setting(screen.wait("Settings for the walk"), "Server")
        screen.keys("x", "s")
        picture = screen.wait("Left or Backspace enters the field")
        assert setting(picture, "Server") == before, picture
        screen.keys("q")
        screen.wait("Or practise with the built-in server")
        screen.keys("x")
        picture = screen.wait("Left or Backspace enters the field")
        assert "nowhere.invalidx" not in picture, picture
        screen.keys("BSpace", "x", "q")
        screen.wait("nowhere.invalixq")


def test_q_leaves_the_form_after_going_along_its_values():
    with Terminal("joe@gmail.com") as screen:
        screen.wait("Settings for the walk")
        screen.keys("Down", "Down", "Down", "q")
        screen.wait("Or practise with the built-in server")


def test_a_server_that_is_typed_may_begin_with_q():
    with Terminal() as screen:
        screen.type("kim@nowhere.invalid")
        screen.keys("Enter")
        screen.wait("Type the server yourself")
        screen.keys("Enter")
        screen.wait("Settings for the walk")
        screen.type("q")
        screen.wait("smtp.nowhere.invalidq")


def test_q_leaves_the_help_topics_after_going_along_them():
    with Terminal() as screen:
        screen.keys("F2")
        screen.type("421")
        screen.keys("Enter")
        screen.gone("Search")
        screen.keys("q", "Down", "q")
        screen.wait("Or practise with the built-in server")


def test_an_address_may_begin_with_q():
    with Terminal() as screen:
        screen.type("quentin@example.test")
        screen.wait("quentin@example.test")


def test_what_follows_from_an_address_follows_a_new_one_and_typed_values_stay():
    with Terminal() as screen:
        screen.type("joe@gmail.com")
        screen.keys("Enter")
        screen.wait("smtp.gmail.com", "provider")
        screen.keys("Up", "C-u")
        screen.type("ann@customer.test")
        screen.keys("Tab")
        screen.wait("Settings for this address")
        screen.keys("Escape")
        picture = screen.wait("smtp.customer.test")
        assert "ann@customer.test" in setting(picture, "User name") and "gmail" not in picture, picture
        screen.keys("Tab", "C-u")
        screen.type("2525")
        screen.keys("Up", "Up", "C-u")
        screen.type("kim@third.test")
        screen.keys("Tab")
        screen.wait("Settings for this address")
        screen.keys("Escape")
        picture = screen.wait("smtp.third.test")
        assert "kim@third.test" in setting(picture, "User name"), picture
        assert "2525" in setting(picture, "Port") and "typed" in setting(picture, "Port"), picture


def test_port_and_user_name_follow_a_server_that_is_typed():
    with Terminal() as screen:
        screen.type("joe@gmail.com")
        screen.keys("Enter")
        screen.wait("smtp.gmail.com")
        screen.keys("C-u")
        screen.type("mail.own.test")
        screen.keys("Tab")
        picture = screen.wait("mail.own.test")
        assert "587" in setting(picture, "Port") and "STARTTLS" in setting(picture, "Encryption"), picture


def test_a_port_that_is_emptied_is_the_usual_one_again():
    with Terminal() as screen:
        screen.type("joe@gmail.com")
        screen.keys("Enter")
        screen.wait("smtp.gmail.com")
        screen.keys("Tab", "C-u")
        screen.type("2525")
        screen.keys("Tab")
        screen.wait("2525")
        screen.keys("Up", "C-u", "Tab")
        picture = screen.still()
        assert re.search(r"Port +587 +usual value", picture), picture


def test_a_new_customer_is_one_key_and_the_one_before_is_one_key_back():
    with Terminal("practice", "auth-535-wrong-password", "--step") as screen:
        screen.wait("Held: press Space")
        screen.keys("F4")  # step mode off, from the next run on
        screen.wait("Step mode is off")
        screen.keys("F4")
        screen.wait("Step mode is on")
        screen.keys("Escape")
        screen.wait("You stopped the run.")
        screen.keys("C-n")
        picture = screen.wait("Your mail does not go out?", "Ctrl-O")
        assert "student" not in picture and "[step]" not in picture, picture
        screen.type("kim@web.de")
        screen.keys("Enter")
        picture = screen.wait("Settings for the walk", "smtp.web.de")
        assert "student" not in picture
        screen.keys("C-o")
        screen.wait("student@practice.test", "You stopped the run.", "[step]")
        screen.keys("C-o")
        screen.wait("Settings for the walk", "smtp.web.de")


def test_an_address_that_was_only_typed_is_there_again_after_a_look_at_the_other_customer():
    with Terminal("practice", "all-good") as screen:
        screen.wait("Password")
        screen.keys("C-n")
        screen.wait("Your mail does not go out?", "Ctrl-O")
        screen.type("kim@web.de")
        screen.keys("C-o")
        picture = screen.wait("student@practice.test")
        assert "kim" not in picture, picture
        screen.keys("C-o")
        screen.wait("Your mail does not go out?", "kim@web.de")
        screen.keys("C-n")
        picture = screen.wait("A new customer")
        assert "kim" not in picture, picture


def test_a_new_customer_is_in_the_palette():
    with Terminal("joe@gmail.com") as screen:
        screen.wait("Settings for the walk")
        screen.keys("C-p")
        screen.type("customer")
        screen.wait("Begin anew with another customer")
        screen.keys("Enter")
        picture = screen.wait("Your mail does not go out?")
        assert "joe@" not in picture, picture
        screen.type("kim@web.de")
        screen.keys("Enter")
        screen.wait("smtp.web.de")


def test_settings_for_practice_are_not_called_usual():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        screen.wait("Password", "F1 Help")
        screen.keys("Escape")
        screen.wait("What went wrong")
        screen.keys("a")
        picture = screen.wait("Settings for the walk", "the best offered")
        assert "usual value" not in picture and "for practice" in setting(picture, "Log-in method"), picture
