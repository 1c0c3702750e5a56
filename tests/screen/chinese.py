# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions in Simplified Chinese at 80x24, with no Chinese locale: nothing English, borders straight, hints whole."""
import re

from terminal_driver import Terminal, width

COLUMNS = 80
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")


def check(picture, server_says=()):
    """Each row fits; a full-width box ends where it should; words in English are the server's alone."""
    rows = picture.rstrip("\n").split("\n")
    for row in rows:
        assert width(row) <= COLUMNS, f"{width(row)} columns:\n{picture}"
        if row[:1] in "╭│╰" and row[:1]:
            assert width(row.rstrip()) == COLUMNS and row.rstrip()[-1] in "╮│╯", f"crooked {row!r}:\n{picture}"
        if ENGLISH.search(row) and not any(words in row for words in server_says):
            raise AssertionError(f"English {row!r}:\n{picture}")
    assert rows[-1].rstrip().endswith("F1 帮助"), picture


def chinese(*arguments):
    return Terminal("--lang", "zh_CN", *arguments, columns=COLUMNS, rows=24)


def test_start_screen_is_in_chinese():
    with chinese() as screen:
        check(screen.wait("邮箱地址", "535：密码错误"))


def test_keys_are_explained_in_chinese():
    with chinese() as screen:
        screen.wait("邮箱地址")
        screen.keys("F1")
        check(screen.wait("帮助：这里可以做什么"))


def test_refusal_is_explained_in_chinese():
    said = ["Authentication credentials invalid", "Authentication credentials", "to start TLS"]
    with chinese("practice", "auth-535-wrong-password") as screen:
        check(screen.wait("练习用的密码"), ["abcd efgh", *said])
        screen.type("letmein")
        screen.keys("Enter")
        check(screen.wait("用户名或密码错误", "重新输入密码"), said)
        screen.keys("c")
        check(screen.wait("服务器提供什么"), said)
        screen.keys("Escape")
        screen.gone("服务器提供什么")
        screen.keys("1")
        screen.wait("练习用的密码", "第 2 次")
        screen.type("practice")
        screen.keys("Enter")
        check(screen.wait("邮件程序的设置"))
        screen.keys("d")
        check(screen.wait("这次尝试与上一次并排", "第1次尝试", "不同之处 1 / 1"), said)


def test_overload_is_waited_out_in_chinese():
    with chinese("practice", "greeting-421-overloaded") as screen:
        check(screen.wait("服务器太忙", "等到这个练习案例的故障过去，再试一次"), ["busy, try again"])
        screen.keys("1")
        check(screen.wait("还剩"), ["busy, try again"])


def test_certificate_is_explained_in_chinese():
    with chinese("practice", "tls-wrong-host") as screen:
        check(screen.wait("已停下：证书有问题"), ["to start TLS", "ESMTP mailmedic"])
        screen.keys("Enter")
        check(screen.wait("适用名字"), ["mailmedic training"])


def test_step_mode_says_why_in_chinese():
    said = ["ESMTP mailmedic", "to start TLS"]
    with chinese("practice", "all-good", "--step") as screen:
        check(screen.wait("打开连接", "为什么现在：", "回复：220"), said)
        for why in ("EHLO 介绍这台电脑", "STARTTLS 请求加密", "与服务器商定密钥", "EHLO 介绍这台电脑"):
            screen.keys("Space")
            check(screen.wait(why, "为什么现在：", "回复："), said)
        screen.keys("Space")
        screen.wait("练习用的密码")
        screen.type("practice")
        screen.keys("Enter")
        # The password's box stood on the middle of two characters of this line.
        check(screen.wait("AUTH 用所选的方式开始登录", "─ 对话记录 ─", "┃ 已加密 ──"), said)


def test_every_page_about_a_run_is_in_chinese():
    said = ["Application-specific", "password required", "more information", "to start TLS", "abcd efgh",
            "mailmedic training"]
    pages = {"w": "为什么看到这个结果", "l": "往返时间", "u": "登录过程", "t": "服务器的证书",
             "c": "服务器提供什么", "v": "421 还是 535", "F1": "帮助：这里可以做什么", "F2": "帮助主题"}
    with chinese("practice", "auth-535-app-password") as screen:
        screen.wait("练习用的密码")
        screen.type("practice")
        screen.keys("Enter")
        screen.wait("您可以做什么")
        for key, title in pages.items():
            screen.keys(key)
            check(screen.wait(title), said)
            screen.keys("Escape")
            check(screen.wait("您可以做什么"), said)


def test_every_scenario_that_asks_nothing_ends_in_chinese():
    said = ["again later", "too many connections", "too much", "Service unavailable", "shutting down", "blocked using",
            "closing connection", "connections from", "Too many", "to start TLS"]
    for scenario in ("greeting-421-too-many-connections", "ehlo-421-shutdown", "idle-421-timeout", "tls-not-offered",
                     "greeting-554-blocked", "drop-after-ehlo"):
        with chinese("practice", scenario) as screen:
            check(screen.wait("哪里出了问题", "您可以做什么"), said)
            screen.keys("w")
            check(screen.wait("为什么看到这个结果"), said)


def test_open_pages_follow_a_change_of_language():
    with chinese() as screen:
        screen.wait("邮箱地址")
        screen.keys("F2")
        screen.type("535")
        check(screen.wait("535：登录被拒绝"))
        screen.keys("F7")
        screen.wait("535: the log-in was refused", "Help topics")
        screen.keys("Enter")
        screen.wait("The server did not accept")
        screen.keys("F7")
        screen.wait("服务器不接受用户名、密码或登录方式")
        screen.gone("The server did not accept")
        screen.keys("BSpace")
        check(screen.wait("535：登录被拒绝", "帮助主题"))
