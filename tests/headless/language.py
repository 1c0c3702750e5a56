# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of interface and topics: from --lang or the environment, without a locale of that language, and never
more than ASCII where the locale cannot write UTF-8."""

import json
import os
import subprocess
import unittest

import cli_case
from program import PROGRAM, PracticeServer, environment, run

REPLY = "535 5.7.8 Error: authentication failed"
INTERFACE = "可能的原因"
TOPIC = "登录被拒绝"


def explain(*arguments, **given):
    """What explain writes with nothing in the environment but what is given."""
    finished = run(*arguments, "explain", REPLY, environment={"LC_ALL": None, **given})
    assert finished.returncode == 0, finished
    return finished.stdout.decode()


class Language(cli_case.Case):
    def assert_chinese(self, text):
        self.assertIn(INTERFACE, text)
        self.assertIn(TOPIC, text)

    def assert_english(self, text):
        self.assertIn("What the code means", text)
        self.assertTrue(text.isascii(), text)

    def test_option_with_any_locale_that_writes_utf8(self):
        self.assert_chinese(explain("--lang", "zh_CN", LC_ALL="C.UTF-8"))
        self.assert_chinese(explain("--lang", "zh_CN", LANG="C.UTF-8"))
        self.assert_chinese(explain("--lang=zh_CN", LANG="de_DE.UTF-8"))

    def test_option_without_any_locale(self):
        self.assert_chinese(explain("--lang", "zh_CN"))

    def test_locale_that_this_computer_may_not_have(self):
        for name in ["LC_ALL", "LANG", "LC_MESSAGES"]:
            for locale in ["zh_CN.UTF-8", "zh_CN.utf8", "zh_SG.UTF-8"]:
                extra = {"LANG": "C.UTF-8"} if name == "LC_MESSAGES" else {}
                self.assert_chinese(explain(**{**extra, name: locale}))

    def test_list_of_languages(self):
        self.assert_chinese(explain(LANG="C.UTF-8", LANGUAGE="zh_CN:en"))
        self.assert_english(explain(LANG="zh_CN.UTF-8", LANGUAGE="en"))

    def test_option_wins_over_the_environment(self):
        self.assert_english(explain("--lang", "en", LC_ALL="zh_CN.UTF-8", LANGUAGE="zh_CN"))

    def test_other_names_of_simplified_chinese(self):
        for name in ["zh", "zh-Hans", "zh_Hans_CN", "zh-CN", "zh_CN.UTF-8"]:
            self.assert_chinese(explain("--lang", name, LC_ALL="C.UTF-8"))

    def test_locale_without_utf8_stays_english_and_ascii(self):
        for locale in ["C", "POSIX"]:
            self.assert_english(explain(LC_ALL=locale, LANG="zh_CN.UTF-8", LANGUAGE="zh_CN"))
            self.assert_english(explain("--lang", "zh_CN", LC_ALL=locale))
        self.assert_english(explain(LC_ALL="zh_CN.GB18030"))

    def test_language_without_a_translation_is_english(self):
        self.assert_english(explain("--lang", "de", LC_ALL="C.UTF-8"))

    def test_a_language_that_is_not_shown_is_told_and_why(self):
        reasons = {("zh_CN", "C"): b"writes no UTF-8", ("de", "C.UTF-8"): b"no texts in that language", ("zh_CN", "C.UTF-8"): b"", ("en", "C"): b""}
        for (language, locale), reason in reasons.items():
            for command in (["explain", REPLY], ["practice", "--list"]):
                told = run("--lang", language, *command, environment={"LC_ALL": locale}).stderr
                self.assertTrue(reason in told if reason else told == b"", (language, locale, told))

    def test_errors_of_the_command_line_wherever_the_option_stands(self):
        for arguments in (["--lang", "zh_CN", "check", "x@@y"], ["check", "x@@y", "--lang", "zh_CN"]):
            finished = run(*arguments)
            self.assertEqual(finished.returncode, 1)
            self.assertEqual(finished.stderr.decode(), "mailmedic: 邮箱地址“x@@y”不是邮箱地址：不止一个 @。\n")

    def test_help_and_practice_list(self):
        self.assertIn("SASL 机制，其中之一", run("--lang", "zh_CN", "--help").stdout.decode())
        self.assertIn("all-good\t一切正常", run("practice", "--list", "--lang", "zh_CN").stdout.decode())

    def test_fix_labels_and_titles_of_causes(self):
        finished = run("explain", REPLY, "--format", "json", "--stage", "auth", "--lang", "zh_CN")
        for diagnosis in json.loads(finished.stdout)["diagnoses"]:
            for text in [diagnosis["title"], diagnosis["summary"], *[fix["label"] for fix in diagnosis["fixes"]]]:
                self.assertFalse(text.isascii(), text)

    def test_whole_check(self):
        with PracticeServer("auth-535-wrong-password") as server:
            password = self.write("password", b"letmein\n")
            finished = run("check", "student@practice.test", *server.arguments(), "--auth-password-file", password,
                           "--lang", "zh_CN")
        text = finished.stdout.decode()
        self.assertEqual(finished.returncode, 28)
        self.assertIn("结果：在 AUTH 失败（退出码 28）", text)
        self.assertIn("用户名或密码错误", text)

    def test_translations_are_beside_the_program_of_the_build(self):
        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(PROGRAM), "../po/zh_CN/LC_MESSAGES/mailmedic.mo")))
