# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios that a trainer writes: one by its file, a folder of them in the list, mistakes told with file and line."""
import os
import re

from cli_case import Case
from program import run

SCENARIO = b"""title: "535: ours"
learn: |
  Call them.
  Then write it down.
script:
  - on: login
    do:
      - reply: 535 5.7.8 Call extension 1234
"""
BROKEN = b"title: Broken\nlearn: Nothing.\nscirpt: []\n"


class OwnScenarios(Case):
    def own_folder(self, **files):
        folder = os.path.join(self.folder.name, "mailmedic", "scenarios")
        os.makedirs(folder, exist_ok=True)
        for name, content in files.items():
            with open(os.path.join(folder, name + ".yaml"), "wb") as file:
                file.write(content)
        return {"XDG_DATA_HOME": self.folder.name}

    def test_a_file_is_practised_with(self):
        path = self.write("a.yaml", SCENARIO)
        for arguments in (("--scenario", path), ("practice", "--scenario", path), ("practice", path)):
            with self.terminal(*arguments, columns=100, rows=40) as screen:
                screen.wait("Password", "F1 Help")
                screen.type("practice")
                screen.keys("Enter")
                screen.wait("Call extension 1234", "To learn from this practice case", "Call them. Then write it down.")

    def test_a_mistake_in_it_is_told_with_its_line(self):
        path = self.write("b.yaml", BROKEN)
        for arguments in (("--scenario", path), ("practice", path), ("serve", path)):
            finished = run(*arguments)
            self.assert_sentence(finished)
            self.assertIn("b.yaml:3: `scirpt`", finished.stderr.decode())

    def test_what_does_not_go_together_is_refused(self):
        path = self.write("a.yaml", SCENARIO)
        for arguments in (("joe@example.test", "--scenario", path), ("practice", "all-good", "--scenario", path),
                          ("check", "joe@example.test", "--scenario", path)):
            self.assert_sentence(run(*arguments))

    def test_a_folder_of_them_comes_first_in_the_list(self):
        environment = self.own_folder(a=SCENARIO, b=SCENARIO.replace(b"ours", b"another"))
        with self.terminal("practice", environment=environment) as screen:
            picture = screen.wait("Or practise with the built-in server", "yours", "535: ours", "535: another")
            self.assertLess(picture.index("535: another"), picture.index("Everything works (STARTTLS)"))
            screen.keys("Enter")
            screen.wait("Password", "F1 Help")
            screen.type("practice")
            screen.keys("Enter")
            screen.wait("Call extension 1234")
        listed = run("practice", "--list", environment=environment).stdout.decode()
        self.assertIn("/mailmedic/scenarios/a.yaml\t535: ours\n", listed)

    def test_a_broken_one_is_left_out_and_told(self):
        environment = self.own_folder(a=SCENARIO, b=BROKEN)
        with self.terminal(environment=environment) as screen:
            screen.wait("535: ours", "Left out: b.yaml:3: `scirpt`")
        finished = run("practice", "--list", environment=environment)
        self.assertEqual(finished.returncode, 0)
        self.assertIn(b"b.yaml:3: `scirpt`", finished.stderr)
        self.assertNotIn(b"Broken", finished.stdout)

    def test_each_of_several_broken_files_is_told(self):
        environment = self.own_folder(a=SCENARIO, b=BROKEN, c=BROKEN, d=b"title: [\n")
        folder = os.path.join(self.folder.name, "mailmedic", "help", "causes")
        os.makedirs(folder)
        with open(os.path.join(folder, "ours.md"), "wb") as file:
            file.write(b"---\ntitel: Ours\n---\nText\n")
        with self.terminal("practice", environment=environment) as screen:
            screen.wait("535: ours", "4 files are left out, F1 names each: b.yaml:3: `scirpt`")
            screen.keys("F1")
            picture = re.sub(r"[\s│]+", "", screen.wait("Files that are left out"))
            for name in ("b.yaml:3:", "c.yaml:3:", "d.yaml:2:", "causes/ours.md:2:"):
                self.assertIn(name, picture)

    def test_a_broken_topic_is_told_on_screen_too(self):
        folder = os.path.join(self.folder.name, "mailmedic", "help", "causes")
        os.makedirs(folder)
        with open(os.path.join(folder, "ours.md"), "wb") as file:
            file.write(b"---\ntitel: Ours\n---\nText\n")
        with self.terminal(environment={"XDG_DATA_HOME": self.folder.name}) as screen:
            screen.wait("Left out: ours.md:2:")
