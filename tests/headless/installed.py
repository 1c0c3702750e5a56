# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that is installed uses what is installed with it: never the folders that it was built from and in, which
may belong to somebody else (CWE-426)."""
import os
import pathlib
import shutil
import subprocess

import pytest

import program

BUILD = pathlib.Path(program.PROGRAM).parents[1]


def run_meson(*arguments, **options):
    subprocess.run(["meson", *arguments], check=True, stdout=subprocess.PIPE, **options)


@pytest.fixture(autouse=True, scope="module")
def keep_the_log_of_installation():
    """The user's own one: `ninja uninstall` goes by it."""
    log = BUILD / "meson-logs/install-log.txt"
    before = log.read_bytes() if log.exists() else None
    yield
    if before is not None:
        log.write_bytes(before)


@pytest.fixture(scope="module", name="installed")
def install(tmp_path_factory):
    """The installed program, somewhere else than the build was told."""
    folder = tmp_path_factory.mktemp("installed")
    run_meson("install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", folder)
    found = list(folder.rglob("bin/mailmedic"))
    assert len(found) == 1, found
    return found[0]


def files_named_by(path, *arguments):
    """What the program and its children ask the kernel for, by name."""
    log = path.parent / "files"
    settings = program.environment(**{name: None for name in os.environ if name.startswith("MAILMEDIC")})
    settings["ASAN_OPTIONS"] = "detect_leaks=0"  # LeakSanitizer does not work where strace does
    done = subprocess.run(["strace", "-f", "-e", "trace=%file", "-o", log, path, *arguments], env=settings, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=program.PATIENCE)
    return done, log.read_text()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.skipif(os.geteuid() != 0, reason="the program is not dumpable: only root's strace reads what it names")
def test_nothing_is_read_from_where_it_was_built(installed):
    own = str(installed.parents[1])
    with program.PracticeServer("auth-535-wrong-password") as server:
        for arguments in (["explain", "535 5.7.8 no", "--lang", "zh_CN"], server.check("--lang", "zh_CN")):
            done, files = files_named_by(installed, *arguments)
            assert "密码" in done.stdout.decode(), done
            assert f"{own}/bin/../share/locale/zh_CN" in files
            assert str(program.ROOT) not in files.replace(own, ""), files
    assert f"{own}/bin/../libexec/mailmedic/mailmedic-engine" in files


def test_the_folders_it_was_built_in_are_not_in_it(installed):
    """But for what debuggers read, which a package takes away."""
    for name in ("bin/mailmedic", "libexec/mailmedic/mailmedic-engine"):
        stripped = installed.parent / "stripped"
        subprocess.run(["strip", "-o", stripped, installed.parents[1] / name], check=True)
        assert os.fsencode(program.ROOT) not in stripped.read_bytes(), name


def test_what_is_installed_can_be_taken_in_parts_and_away_with_its_folders(tmp_path):
    run_meson("install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", tmp_path, "--tags", "runtime,man,i18n")
    tagged = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"mailmedic", "mailmedic-engine", "mailmedic.1", "mailmedic.mo", "535.md", "_mailmedic",
            "org.mailmedic.mailmedic.desktop"} <= tagged
    assert "README.md" not in tagged
    pages = {path.stem for path in tmp_path.rglob("*.1")}
    assert {f"mailmedic-{command}" for command in ("check", "explain", "find", "practice", "replay", "serve")} < pages
    run_meson("--internal", "uninstall", cwd=BUILD)
    assert not list(tmp_path.iterdir())
