# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory runs out at one allocation after the other (scarce.c). Each time the program either does its work all
the same, or says so and exits with 70: never a crash, a hang, another verdict or half an answer. FAULTS_ALL=1 leaves out none."""
import concurrent.futures
import os
import tempfile

from program import Serve, environment, run
import tap

SCARCE = os.environ["SCARCE"]
SENTENCE = b"no memory left"
REPLY = "535-5.7.8 =?utf-8?B?QmzDtmQ=?=\n535 5.7.8 Error: authentication failed: caf\u00e9"


def count(words, stdin):
    with tempfile.NamedTemporaryFile() as file:
        result = run(*words, stdin=stdin, env=environment(LD_PRELOAD=SCARCE, SCARCE_COUNT=file.name))
        return result, int(file.read())


def places(total, most):
    """All of them, or `most` spread over all."""
    return range(1, total + 1) if total <= most else sorted({1 + total * i // most for i in range(most)})


def judge(words, stdin, usual, at, for_good):
    settings = {"LD_PRELOAD": SCARCE, "SCARCE_AT": at, "SCARCE_FOR_GOOD": "yes" if for_good else None}
    result = run(*words, stdin=stdin, env=environment(**settings))
    if result.code == 70 and SENTENCE in result.err:
        return None
    if result.same_as(usual):
        return None
    return f"allocation {at}{' and all later ones' if for_good else ''}: {result}"


def step_through(*words, stdin=b"", most=200):
    usual, total = count(words, stdin)
    most = total if "FAULTS_ALL" in os.environ else most
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tries = [pool.submit(judge, words, stdin, usual, at, for_good)
                 for for_good in (False, True) for at in places(total, most // 2 if for_good else most)]
        found = [fault for fault in (one.result() for one in tries) if fault]
    assert not found, "\n".join([f"{len(found)} of {len(tries)} went wrong", *found[:5]])


def explain_in_words():
    step_through("explain", REPLY)


def explain_in_json():
    step_through("explain", "--format", "json", REPLY)


def explain_in_markdown():
    step_through("explain", "--format", "markdown", REPLY)


def explain_line_by_line():
    step_through("explain", "--jsonl", stdin=b'{"id":1,"reply":"535 5.7.8 no"}\nnonsense\n')


def check_a_refused_log_in():
    with Serve("auth-535-wrong-password") as server:
        step_through(*server.check())


def check_in_json():
    with Serve("auth-535-wrong-password") as server:
        step_through(*server.check("--format", "json"))


def check_a_bad_certificate():
    with Serve("tls-self-signed") as server:
        step_through(*server.check())


def list_the_scenarios():
    step_through("practice", "--list")


def say_what_the_options_are():
    step_through("--help")


tap.run([explain_in_words, explain_in_json, explain_in_markdown, explain_line_by_line, check_a_refused_log_in,
         check_in_json, check_a_bad_certificate, list_the_scenarios, say_what_the_options_are])
