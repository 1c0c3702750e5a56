# SPDX-License-Identifier: GPL-3.0-or-later
"""Two builds in two places install the same bytes, made as the README says."""
import os
import shutil
import subprocess

import program


def install(place):
    """Every file that a release build of a copy of the source installs, by its name."""
    shutil.copytree(program.ROOT, place / "source", ignore=shutil.ignore_patterns("build", "build-*", ".git"))
    settings = {**os.environ, "CCACHE_DISABLE": "1"}
    for words in (["setup", "--buildtype=release", "-Db_lto=true", "-Dtests=disabled", "build"],
                  ["install", "-C", "build", "--quiet", "--destdir", place / "installed"]):
        subprocess.run(["meson", *words], cwd=place / "source", env=settings, check=True, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT)
    return {path.relative_to(place): path.read_bytes() for path in (place / "installed").rglob("*") if path.is_file()}


def test_two_builds_in_two_places_are_the_same(tmp_path):
    places = [tmp_path / "here", tmp_path / "somewhere else" / "with a longer name"]
    here, there = map(install, places)
    assert here.keys() == there.keys()
    assert [str(name) for name in here if here[name] != there[name]] == []
