# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the commands without a screen share: a folder, terminals that are cleared away, and "one clear sentence"."""
import os
import tempfile
import unittest

from pipe import Pipe
from terminal_driver import Terminal


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def terminal(self, *arguments, **how):
        terminal = Terminal(*arguments, **how)
        self.addCleanup(terminal.kill)
        return terminal

    def pipe(self, *arguments, **how):
        pipe = Pipe(*arguments, **how)
        self.addCleanup(pipe.kill)
        return pipe

    def assert_sentence(self, finished, code=1):
        """One clear sentence on stderr, nothing on stdout."""
        text = finished.stderr.decode()
        self.assertEqual(finished.returncode, code, text)
        self.assertEqual(finished.stdout, b"")
        self.assertEqual(text.count("\n"), 1, text)
        self.assertTrue(text.startswith("mailmedic: "), text)
        self.assertIn(text.rstrip("\n")[-1], ".", text)
        self.assertTrue(all(ord(c) >= 32 for c in text.rstrip("\n")), text)
