# SPDX-License-Identifier: GPL-3.0-or-later
"""A run gone through again, from a file or from memory: the lessons are those of step mode, forwards and back."""
import functools
import os
import subprocess

from program import PROGRAM, environment
from terminal_driver import Terminal


def lesson_of(picture):
    """What stands beside the steps, below the line that says how to go on."""
    rows = picture.split("\n")
    end = next(y for y, row in enumerate(rows) if row.startswith("─ Transcript"))
    return [row[27:79].rstrip() for row in rows[3:end]]


def gone_on(lesson, picture):
    ended = "What you can do" in picture or "F3 Show" in picture
    return picture if ended or ("Space Go on" in picture and lesson_of(picture) != lesson) else None


def step_through(screen, lessons):
    """The lessons of step mode, with all keys that it takes."""
    while True:
        picture = screen.wait("Space Go on")
        lessons.append(lesson_of(picture))
        screen.keys("Space")
        picture = screen.wait_for(functools.partial(gone_on, lessons[-1]), "neither lesson nor end")
        if "F3 Show" in picture:
            screen.type("wrong-secret")
            screen.keys("Enter")
        elif "What you can do" in picture:
            screen.keys("q")
            lessons.append(lesson_of(screen.wait("QUIT ends the session")))
            screen.keys("Space")
            screen.wait("221", "F5 Lesson")
            return


def forwards_and_back(screen, lessons):
    screen.keys("F5")
    for number, lesson in enumerate(lessons):
        picture = screen.wait(f"Line {number + 1} of {len(lessons)}:")
        assert lesson_of(picture) == lesson, (number, picture, lesson)
        screen.keys("Space")
    screen.wait("This is the end of the run", "221")
    for number in reversed(range(len(lessons))):
        screen.keys("BSpace")
        assert lesson_of(screen.wait(f"Line {number + 1} of {len(lessons)}:")) == lessons[number], number
    assert "220 " not in screen.text()
    screen.keys("Escape")
    assert "221" in screen.wait("e Explain")
    screen.keys("e")
    screen.wait("What you can do")


def test_a_walk_is_gone_through_again_from_memory_and_from_its_file():
    lessons = []
    with Terminal("practice", "--step", "auth-535-wrong-password", columns=110, rows=40) as screen:
        step_through(screen, lessons)
        assert len(lessons) == 7, lessons
        forwards_and_back(screen, lessons)
        screen.keys("S")
        screen.wait("Recording saved")
        name = next(name for name in os.listdir(screen.folder) if name.startswith("mailmedic-recording"))
        with Terminal("replay", name, columns=110, rows=40, folder=screen.folder) as replay:
            replay.wait("What you can do", "F5 Lesson")
            forwards_and_back(replay, lessons)
        with Terminal("replay", "--step", name, columns=110, rows=40, folder=screen.folder) as replay:
            assert lesson_of(replay.wait("Line 1 of 7")) == lessons[0]
            replay.keys("F4")
            replay.wait("F5 goes through it line by line")
        told = subprocess.run([PROGRAM, "replay", "--plain", "--step", name], cwd=screen.folder, capture_output=True, text=True, check=True,
                              input="\n\nb\nc\nq\n", env=environment()).stdout
    for words in ("Line 1 of 7.", "About to do: TCP", "What it does: Opens the connection", "Line 2 of 7.", "Line 3 of 7.", "What went wrong"):
        assert words in told, told
    assert told.count("Line 2 of 7.") == 2 and told.count("Server: 220 mail.practice.test") == 1, told


def test_another_walk_ends_the_lesson():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        screen.wait("F3 Show")
        screen.type("wrong")
        screen.keys("Enter")
        screen.wait("What you can do")
        screen.keys("F5")
        screen.wait("Line 1 of 7:")
        screen.keys(*["Space"] * 6)
        screen.wait("Line 7 of 7:")
        screen.keys("r")
        screen.wait("F3 Show", "run 2")


def test_a_recording_that_goes_beyond_the_log_in_has_its_steps():
    with Terminal("practice", "--record", "walk.jsonl", "mail-553-sender-not-owned") as screen:
        screen.wait("F3 Show")
        screen.type("practice")
        screen.keys("Enter")
        screen.wait("What you can do")
        with Terminal("replay", "walk.jsonl", folder=screen.folder) as replay:
            replay.wait("What you can do")
            replay.keys("q")
            replay.wait("▸ ✗ MAIL")
