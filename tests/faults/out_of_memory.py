# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory runs out at one allocation after the other (out_of_memory.c). Each time the program either does its work all
the same, or says so and exits with 70: never a crash, a hang, another verdict or half an answer. FAULTS_ALL=1 leaves out none."""
import concurrent.futures
import os
import re
import tempfile

from program import PracticeServer, environment, run

LINK = tempfile.TemporaryDirectory(prefix="mailmedic-preload-")  # LD_PRELOAD takes a space for the end of a name
OUT_OF_MEMORY = os.path.join(LINK.name, "out_of_memory.so")
os.symlink(os.environ["OUT_OF_MEMORY"], OUT_OF_MEMORY)
SENTENCE = b"no memory left"
REPLY = "535-5.7.8 =?utf-8?B?QmzDtmQ=?=\n535 5.7.8 Error: authentication failed: caf\u00e9"


def count(words, stdin):
    with tempfile.NamedTemporaryFile() as file:
        result = run(*words, stdin=stdin, environment=dict(LD_PRELOAD=OUT_OF_MEMORY, OUT_OF_MEMORY_COUNT=file.name))
        return result, int(file.read())


def places(total, most):
    """All of them, or `most` spread over all."""
    return range(1, total + 1) if total <= most else sorted({1 + total * i // most for i in range(most)})


def without_times(text):
    """Times, ports and lengths of padding differ from run to run."""
    return re.sub(rb"[\d.:]+( ms| s)?", b"#", re.sub(rb" +", b" ", text))


def is_same(result, usual):
    return result.returncode == usual.returncode and without_times(result.stdout) == without_times(usual.stdout)


def judge(words, stdin, usual, at, for_good):
    settings = {"LD_PRELOAD": OUT_OF_MEMORY, "OUT_OF_MEMORY_AT": at, "OUT_OF_MEMORY_FOR_GOOD": "yes" if for_good else None}
    result = run(*words, stdin=stdin, environment=dict(**settings))
    if result.returncode == 70 and SENTENCE in result.stderr:
        return None
    if is_same(result, usual):
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


def test_explain_in_words():
    step_through("explain", REPLY)


def test_explain_in_json():
    step_through("explain", "--format", "json", REPLY)


def test_explain_in_markdown():
    step_through("explain", "--format", "markdown", REPLY)


def test_explain_line_by_line():
    step_through("explain", "--jsonl", stdin=b'{"id":1,"reply":"535 5.7.8 no"}\nnonsense\n')


def test_check_a_refused_log_in():
    with PracticeServer("auth-535-wrong-password") as server:
        step_through(*server.check())


def test_check_in_json():
    with PracticeServer("auth-535-wrong-password") as server:
        step_through(*server.check("--format", "json"))


def test_check_a_bad_certificate():
    with PracticeServer("tls-self-signed") as server:
        step_through(*server.check())


def test_list_the_scenarios():
    step_through("practice", "--list")


def test_say_what_the_options_are():
    step_through("--help")
