# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through proxies: real ones (microsocks, tinyproxy), and those that deny, keep silent or talk nonsense."""
import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

import pytest
from fake_server import FakeServer
from nameserver import Answer, NameServer
from pipe import Pipe
from program import PracticeServer, environment, run
from program import PROGRAM as MAILMEDIC
from terminal_driver import Terminal

LOGIN = "bob:s3cret-of-the-proxy"
FORMS = [LOGIN.split(":")[1].encode(), base64.b64encode(LOGIN.encode())]
PATIENCE = 10
REFUSED, DENIED, UNREACHABLE, FAILED = 5, 2, 4, 1  # replies of RFC 1928


@pytest.fixture(scope="module")
def server():
    with PracticeServer("all-good") as practice:
        yield practice


def read(peer, count):
    while len(peer.buffer) < count:
        peer.read()
    data, peer.buffer = peer.buffer[:count], peer.buffer[count:]
    return data


def socks(reply, seen, target=None):
    """A script: SOCKS 5 without a log-in; each request is kept in `seen`, and answered or passed on to `target`."""
    def script(peer):
        count = read(peer, 2)[1]
        read(peer, count)
        peer.say(b"\5\0")
        kind = read(peer, 4)[3]
        host = read(peer, read(peer, 1)[0]).decode() if kind == 3 else socket.inet_ntoa(read(peer, 4))
        seen.append((host, struct.unpack(">H", read(peer, 2))[0]))
        peer.say(bytes([5, reply, 0, 1]) + bytes(6))
        if target is None:
            return
        beyond = socket.create_connection(target)
        threading.Thread(target=pump, args=(beyond, peer.sock), daemon=True).start()
        pump(peer.sock, beyond)
    return script


def pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(4096):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def web(answer):
    """A script: a web proxy that answers CONNECT with this line."""
    def script(peer):
        assert peer.line().startswith(b"CONNECT mail.away.test:587 ")
        while peer.line():
            pass
        peer.say_and_close(answer + b"\r\nContent-Length: 0\r\n\r\n" if answer else b"")
    return script


@contextlib.contextmanager
def started(words, port):
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.02)
            yield port
        finally:
            process.kill()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def microsocks(login=None):
    port = free_port()
    words = ["microsocks", "-i", "127.0.0.1", "-p", str(port)]
    if login:
        words += ["-u", login.split(":")[0], "-P", login.split(":")[1]]
    with started(words, port):
        yield f"socks5h://{'%s@' % login if login else ''}127.0.0.1:{port}"


@contextlib.contextmanager
def tinyproxy(*allowed, login=None):
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(f"Port {port}\nListen 127.0.0.1\nTimeout 10\nAllow 127.0.0.1\n")
        file.writelines(f"ConnectPort {one}\n" for one in allowed)
        if login:
            file.write(f"BasicAuth {login.replace(':', ' ')}\n")
        file.flush()
        with started(["tinyproxy", "-d", "-c", file.name], port):
            yield f"http://{'%s@' % login if login else ''}127.0.0.1:{port}"


def needs(program):
    missing = shutil.which(program) is None
    assert not (missing and os.environ.get("CI")), f"{program} has to be there"
    return pytest.mark.skipif(missing, reason=f"{program} is not installed")


def check(*arguments, **variables):
    done = run("check", "--quit-after", "EHLO", "--format", "json", "--timeout", "5", *arguments, environment=variables)
    return done, json.loads(done.stdout)


def stages(report):
    return {stage["stage"]: stage["outcome"] for stage in report["stages"]}


def port_of(server):
    return int(server.endpoint.rsplit(":", 1)[1])


@needs("microsocks")
@pytest.mark.parametrize("kind", ["socks5h", "socks5"])
def test_a_walk_goes_through_a_real_socks_proxy(server, kind):
    with microsocks() as proxy:
        proxy = proxy.replace("socks5h", kind)
        done, report = check(*server.arguments(), "--proxy", proxy)
        assert done.returncode == 0, done
        assert stages(report)["proxy"] == "passed" and stages(report)["connect"] == "skipped"
        assert report["account"]["proxy"] == proxy and report["addresses"] == []


@needs("tinyproxy")
def test_a_walk_goes_through_a_real_web_proxy_also_with_tls_from_the_first_byte():
    with PracticeServer("all-good-implicit-tls") as server, tinyproxy(port_of(server)) as proxy:
        done, report = check(*server.arguments(), "--proxy", proxy)
        assert done.returncode == 0, done
        assert stages(report)["tls"] == "passed"


@pytest.mark.parametrize("real", [pytest.param(microsocks, marks=needs("microsocks")),
                                  pytest.param(lambda login: tinyproxy(1, login=login), marks=needs("tinyproxy"))])
def test_a_proxy_that_wants_a_log_in_says_so_and_takes_one(server, real):
    with real(login=LOGIN) as proxy:
        without = proxy.replace(LOGIN + "@", "")
        _, report = check(*server.arguments(), "--proxy", without)
        assert report["verdict"]["problem"] == "proxy-login" and report["verdict"]["exit"] == 2
        assert report["diagnoses"][0]["id"] == "proxy-login-wanted"
        _, report = check(*server.arguments(), all_proxy=proxy.replace("s3cret", "wrong"))
        assert report["verdict"]["problem"] == "proxy-login"
        _, report = check(*server.arguments(), all_proxy=proxy)
        assert report["verdict"]["problem"] != "proxy-login"  # tinyproxy lets port 1 alone through
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(LOGIN + "\n")
            file.flush()
            _, again = check(*server.arguments(), "--proxy", without, "--proxy-login-file", file.name)
        assert again["verdict"]["problem"] == report["verdict"]["problem"]


@needs("microsocks")
def test_the_log_in_is_shown_and_recorded_nowhere(server):
    with microsocks(LOGIN) as proxy, tempfile.TemporaryDirectory() as folder:
        shown = b""
        for format in ("text", "json", "markdown", "nagios"):
            record = os.path.join(folder, format)
            done = run("check", *server.arguments(), "--quit-after", "EHLO", "--format", format, "--record", record,
                       environment={"ALL_PROXY": proxy})
            assert done.returncode == 0, done
            with open(record, "rb") as file:
                shown += done.stdout + done.stderr + file.read()
        assert b"socks5h://127.0.0.1:" in shown
        assert not [form for form in FORMS if form in shown]
        refused = run("check", *server.arguments(), "--proxy", proxy)
        assert refused.returncode == 1 and b"--proxy-login-file" in refused.stderr, refused
        for url in (proxy, "ftp://" + LOGIN + "@h", "http://" + LOGIN + "@:x", "http://" + LOGIN + "\x01@h:1", "socks5://%zz@h"):
            for how in (["--proxy", url], []):
                done = run("check", *server.arguments(), *how, environment={} if how else {"all_proxy": url})
                assert FORMS[0] not in done.stdout + done.stderr, done


@needs("tinyproxy")
def test_a_port_that_a_real_web_proxy_does_not_allow_is_denied(server):
    with tinyproxy(1) as proxy:
        _, report = check(*server.arguments(), "--proxy", proxy)
        assert report["verdict"]["problem"] == "proxy-denied"
        assert report["diagnoses"][0]["id"] == "proxy-denied"


@pytest.mark.parametrize("reply,problem,cause", [
    (REFUSED, "proxy-target-refused", "proxy-target-refused"), (DENIED, "proxy-denied", "proxy-denied"),
    (UNREACHABLE, "proxy-name-unknown", "proxy-name-unknown"), (FAILED, "proxy-name-unknown", "proxy-name-unknown")])
def test_what_a_socks_proxy_answers_becomes_a_problem_and_a_cause(reply, problem, cause):
    seen = []
    with FakeServer(socks(reply, seen)) as proxy:
        done, report = check("-s", "mail.away.test:587", "--proxy", f"socks5h://{proxy.address}")
    assert seen == [("mail.away.test", 587)]
    assert (done.returncode, report["verdict"]["stage"], report["verdict"]["problem"]) == (2, "proxy", problem), report
    assert report["diagnoses"][0]["id"] == cause


@pytest.mark.parametrize("line,problem", [
    (b"HTTP/1.1 403 Forbidden", "proxy-denied"), (b"HTTP/1.1 407 Log in", "proxy-login"),
    (b"HTTP/1.1 503 Unavailable", "proxy-target-refused"), (b"220 mail ESMTP", "proxy-failed"), (b"", "proxy-failed")])
def test_what_a_web_proxy_answers_becomes_a_problem(line, problem):
    with FakeServer(web(line)) as proxy:
        _, report = check("-s", "mail.away.test:587", "--proxy", f"http://{proxy.address}")
    assert report["verdict"]["problem"] == problem, report["verdict"]


def test_a_proxy_that_is_not_there_is_down():
    done, report = check("-s", "mail.away.test:587", "--proxy", f"socks5h://127.0.0.1:{free_port()}")
    assert (done.returncode, report["verdict"]["problem"]) == (2, "proxy-down")
    assert report["diagnoses"][0]["id"] == "proxy-unreachable"


@pytest.mark.parametrize("kind", ["socks5h", "http"])
def test_no_name_is_looked_up_here_where_the_proxy_does_it(server, kind):
    seen, names = [], NameServer({}, default=Answer(a=["192.0.2.1"]))
    host, port = server.endpoint.rsplit(":", 1)
    script = socks(0, seen, (host, int(port))) if kind == "socks5h" else web(b"HTTP/1.1 403 Forbidden")
    with FakeServer(script) as proxy:
        done, report = check("-s", "mail.away.test:587", "--proxy", f"{kind}://{proxy.address}",
                             MAILMEDIC_NAMESERVERS=f"127.0.0.1:{names.port}")
    assert names.questions == []
    assert done.returncode == (0 if kind == "socks5h" else 2), report
    assert "resolve" not in [stage for stage, outcome in stages(report).items() if outcome != "skipped"]
    names.stop()


def test_socks5_looks_up_here_and_says_so():
    seen, names = [], NameServer({}, default=Answer(a=["192.0.2.1"]))
    with FakeServer(socks(REFUSED, seen)) as proxy:
        _, report = check("-s", "mail.away.test:587", "--proxy", f"socks5://{proxy.address}",
                          MAILMEDIC_NAMESERVERS=f"127.0.0.1:{names.port}")
    assert seen == [("192.0.2.1", 587)] and names.questions
    assert any("your name server learns it" in entry["line"] for entry in report["transcript"])
    names.stop()


@pytest.mark.parametrize("kind", ["socks5h", "http"])
def test_a_silent_proxy_costs_its_deadline_once_and_a_signal_ends_it_at_once(kind):
    with FakeServer(lambda peer: peer.hold()) as proxy:
        words = ["-s", "mail.away.test:587", "--proxy", f"{kind}://{proxy.address}"]
        begun = time.monotonic()
        done, report = check(*words, "--timeout", "1")
        assert 1 <= time.monotonic() - begun < 3
        assert (done.returncode, report["verdict"]["problem"]) == (2, "proxy-silent")
        seen = len(proxy.peers)
        with subprocess.Popen([MAILMEDIC, "check", "--quit-after", "EHLO", *words], env=environment(),
                              stdout=subprocess.DEVNULL, start_new_session=True) as process:
            while len(proxy.peers) == seen or not proxy.peers[-1].plain:
                time.sleep(0.01)
            begun = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 130
            assert time.monotonic() - begun < 0.5  # with the end of the process; the helper is killed, not waited for


def test_no_proxy_goes_directly_and_none_takes_the_variable_back(server):
    nowhere = f"socks5h://127.0.0.1:{free_port()}"
    host = server.endpoint.rsplit(":", 1)[0]
    assert check(*server.arguments(), all_proxy=nowhere)[0].returncode == 2
    for variables in ({"no_proxy": host}, {"NO_PROXY": f"x.test, {host}"}, {"no_proxy": "*"}):
        done, report = check(*server.arguments(), all_proxy=nowhere, **variables)
        assert done.returncode == 0 and report["account"]["proxy"] is None, variables
    assert check(*server.arguments(), all_proxy=nowhere, no_proxy="7.0.0.1")[0].returncode == 2
    assert check(*server.arguments(), "--proxy", "none", all_proxy=nowhere)[0].returncode == 0
    assert check(*server.arguments(), "--proxy", nowhere, no_proxy=host)[0].returncode == 2  # typed is meant


def test_find_goes_through_the_proxy_and_asks_nobody_here():
    seen, names = [], NameServer({}, default=Answer(a=["192.0.2.1"]))
    with FakeServer(socks(UNREACHABLE, seen)) as proxy:
        done = run("find", "joe@away.test", "--ask", "all", "--format", "json", "--proxy", f"socks5h://{proxy.address}",
                   environment={"MAILMEDIC_NAMESERVERS": f"127.0.0.1:{names.port}"})
    names.stop()
    found = json.loads(done.stdout)
    assert names.questions == [] and found["asked"] == []
    assert {host for host, _ in seen} == {"smtp.away.test", "mail.away.test", "away.test", "mx.away.test"}
    assert {(cell["family"], cell["outcome"]) for cell in found["matrix"]} == {("any", "name-unknown")}
    assert done.returncode == 2 and any("looked up by the proxy" in note for note in found["verdict"]["notes"])
    assert "high" not in {candidate["confidence"] for candidate in found["candidates"]}


def test_through_a_proxy_no_page_is_offered_and_that_is_said():
    seen, names = [], NameServer({}, default=Answer(rcode=3))
    with FakeServer(socks(REFUSED, seen)) as proxy:
        said = run("find", "joe@away.test", "--ask", "all", "--proxy", f"socks5://{proxy.address}",
                   environment={"MAILMEDIC_NAMESERVERS": f"127.0.0.1:{names.port}"}).stdout
        for kind in ("socks5", "socks5h"):
            with Terminal("--proxy", f"{kind}://{proxy.address}", environment={"MAILMEDIC_NAMESERVERS": f"127.0.0.1:{names.port}"}) as screen:
                screen.type("joe@gone.away.test")
                screen.keys("Enter")
                screen.wait("Settings for this address", "proxy")
                screen.keys("End")
                assert "Ask the web server" not in screen.wait("Type the server yourself")
    names.stop()
    assert b"So no web page was asked about away.test" in b" ".join(said.split()), said


NOT_ALLOWED, LOG_IN = b"The proxy does not allow connections", b"The proxy wants a log-in"


@pytest.mark.parametrize("real,reason,reachable", [
    pytest.param(lambda port: tinyproxy(1), NOT_ALLOWED, False, marks=needs("tinyproxy")),
    pytest.param(lambda port: tinyproxy(port), NOT_ALLOWED, True, marks=needs("tinyproxy")),
    pytest.param(lambda port: tinyproxy(port, login=LOGIN), LOG_IN, False, marks=needs("tinyproxy")),
    pytest.param(lambda port: microsocks(LOGIN), LOG_IN, False, marks=needs("microsocks"))])
def test_find_says_why_the_proxy_turned_a_port_away(server, real, reason, reachable):
    with real(port_of(server)) as proxy:
        said = [*server.arguments(), "--proxy", proxy.replace(LOGIN + "@", "")]
        text = run("find", "joe@away.test", *said)
        found = json.loads(run("find", "joe@away.test", *said, "--format", "json").stdout)
    assert reason in text.stdout and (text.returncode == 0) == reachable, text
    problems = {cell["problem"] for cell in found["matrix"] if cell["outcome"] == "proxy-failed"}
    assert problems == {"proxy-login" if reason == LOG_IN else "proxy-denied"}


@needs("microsocks")
def test_find_tests_a_typed_server_through_a_real_proxy(server):
    with microsocks() as proxy:
        done = run("find", "joe@away.test", *server.arguments(), "--proxy", proxy)
        assert done.returncode == 0, done
        assert b"Proxy" in done.stdout and b"IPv6" not in done.stdout


@pytest.mark.parametrize("proxy,through", [("http://127.0.0.1:1", " -proxy 127.0.0.1:1 "), ("socks5h://127.0.0.1:1", None)])
def test_the_lines_for_other_programs_say_when_they_go_past_the_proxy(proxy, through):
    said = run("check", "-s", "mail.example.test", "-q", "TLS", "--proxy", proxy).stdout.decode()
    swaks, openssl = (next(line for line in said.splitlines() if line.strip().startswith(tool)) for tool in ("swaks", "openssl"))
    assert swaks.endswith("  # goes past the proxy")
    assert (through in openssl and "#" not in openssl) if through else openssl.endswith("  # goes past the proxy"), openssl


@pytest.mark.parametrize("said,expected", [("socks5h://127.0.0.1:1", b"(from the settings file)"),
                                           ("socks5h://a:b@127.0.0.1:1", b"log-in")])
def test_the_settings_file_may_name_the_proxy_without_a_log_in(tmp_path, said, expected):
    (tmp_path / "mailmedic").mkdir()
    (tmp_path / "mailmedic" / "settings.yaml").write_text(f"proxy: {said}\n")
    talk = Pipe("--plain", environment={"XDG_CONFIG_HOME": str(tmp_path)})
    if b"file" not in expected:
        talk.expect(expected)
    else:
        talk.expect(b"Mail address")
        talk.send(b"jane@gmail.com\n")
        talk.expect(expected)
    talk.send(b"q\n")
    talk.finish()
