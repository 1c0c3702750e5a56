# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings file as a user meets it: what is kept from one session to the next."""
import os
import re
import shutil
import tempfile

from terminal_driver import Terminal


class Home:
    """A configuration folder for several sessions."""

    def __init__(self, text=None):
        self.folder = tempfile.mkdtemp(prefix="mailmedic-habits-")
        self.path = os.path.join(self.folder, "mailmedic", "settings.yaml")
        if text is not None:
            os.mkdir(os.path.dirname(self.path))
            with open(self.path, "w", encoding="utf-8") as file:
                file.write(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def screen(self, *arguments):
        return Terminal(*arguments, environment={"XDG_CONFIG_HOME": self.folder})

    def text(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()


def test_palette_is_the_same_next_time():
    with Home() as home:
        with home.screen("practice") as screen:
            screen.wait("Or practise")
            screen.keys("F8")
            screen.wait("High contrast")
            used = screen.looks()
        with home.screen("practice") as screen:
            screen.wait("Or practise")
            again = screen.looks()
            assert again <= used and len(again) > 3, (used, again)


def test_language_is_switched_and_kept():
    with Home() as home:
        with home.screen("practice", "auth-535-wrong-password") as screen:
            screen.wait("Practice password")
            screen.type("wrong")
            screen.keys("Enter")
            screen.wait("What you can do")
            screen.keys("F7")
            screen.wait("\u7b80\u4f53\u4e2d\u6587")
            screen.gone("What you can do")
            assert "language: zh_CN" in home.text()
        with home.screen() as screen:
            screen.wait("F1")
            screen.gone("Mail address")
            screen.keys("F7")
            screen.wait("Mail address", "English")


def test_keys_are_those_of_the_file():
    with Home("keys:\n  again: x\n  quit: ctrl-x\n") as home:
        with home.screen("practice", "auth-535-wrong-password") as screen:
            screen.wait("Practice password")
            screen.keys("Escape")
            screen.wait("What you can do", "x Again")
            screen.keys("x")
            screen.wait("run 2")


def test_mistakes_in_keys_are_told_with_their_line_and_nothing_is_lost():
    cases = {"again: f7": "settings.yaml:3: F7 is \"language\" already", "agian: x": "settings.yaml:3: there is no action",
             "again: f99": "settings.yaml:3: \"f99\"", "give: x": "settings.yaml:3: \"give\" needs a key"}
    for line, sentence in cases.items():
        text = f"mouse: yes\nkeys:\n  {line}\n"
        with Home(text) as home:
            with home.screen("practice", "auth-535-wrong-password") as screen:
                screen.wait(sentence, "Practice password")
                screen.type("wrong")
                screen.keys("Enter")
                screen.wait("What you can do", "r Again")
                screen.keys("F7")
                screen.gone("What you can do")
            assert home.text().startswith(text), home.text()
    for line, sentence in {"palette: pink": "settings.yaml:2: there are no colours called \"pink\"",
                           "language: tlh": "settings.yaml:2: the language \"tlh\"",
                           "colour: red": "settings.yaml:2: `colour`"}.items():
        with Home(f"mouse: yes\n{line}\n") as home, home.screen() as screen:
            screen.wait("Mail address", sentence)


def test_broken_file_is_one_sentence_and_stays():
    text = "palette: [high-contrast\n"
    with Home(text) as home:
        with home.screen() as screen:
            picture = screen.wait("Mail address", "settings.yaml:")
            assert len(re.findall("settings.yaml", picture)) == 1, picture
            screen.keys("F8")
            screen.wait("Not saved: settings.yaml")
        assert home.text() == text


def test_typing_replaces_the_address_of_last_time_and_the_cursor_keeps_it():
    with Home("address: joe@example.test\n") as home:
        with home.screen() as screen:
            screen.wait("joe@example.test", "From last time")
            screen.type("kim")
            assert "joe" not in screen.wait("kim", "your name server learns")
        with home.screen() as screen:
            screen.wait("joe@example.test", "From last time")
            screen.keys("BSpace")
            screen.type("x")
            screen.wait("joe@example.tesx")
        with home.screen() as screen:
            screen.wait("From last time")
            screen.paste("535 5.7.8 Username and Password not accepted")
            assert "joe" not in screen.wait("535 5.7.8 Username").split("535")[1]


def test_address_and_server_are_there_next_time_and_no_password():
    with Home() as home:
        with home.screen("joe@example.test", "-s", "127.0.0.1:9") as screen:
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            screen.wait("What you can do")
        assert "password" not in home.text().split("\n", 1)[1].lower()
        with home.screen() as screen:
            screen.wait("joe@example.test")
            screen.keys("Enter")
            picture = screen.wait("Settings for the walk", "as last time")
            assert re.search(r"Server +127\.0\.0\.1 ", picture) and re.search(r"Port +9 ", picture), picture
            screen.keys("C-p")
            screen.type("remember")
            screen.wait("Remember address")
            screen.keys("Enter")
            screen.wait("not remembered any more")
        assert "joe" not in home.text() and "remember: no" in home.text()
