# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that say which settings a domain has: a real web server with a throwaway authority, in a network of its own."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

import real_nameserver
from program import run
from real_nameserver import RealNameServer
from terminal_driver import Terminal

V4 = "192.0.2.1"
LIGHTTPD = shutil.which("lighttpd", path=os.environ["PATH"] + ":/usr/sbin")


def autoconfig(*servers):
    rows = "".join(f'<outgoingServer type="{kind}"><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType>'
                   f"<username>{user}</username></outgoingServer>" for kind, host, port, socket, user in servers)
    return f'<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x">{rows}</emailProvider></clientConfig>'


GOOD = autoconfig(("smtp", "plain.good.test", 25, "plain", "x"), ("smtp", "smtp.%EMAILDOMAIN%", 465, "SSL", "%EMAILLOCALPART%"),
                  ("imap", "imap.good.test", 993, "SSL", "x"), ("smtp", "mail.elsewhere.test", 587, "STARTTLS", "%EMAILADDRESS%"))
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + autoconfig(
    ("smtp", "&b;.test", 465, "SSL", "x")).split("?>", 1)[1]
POX = ('<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response '
       'xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account><Protocol><Type>SMTP</Type>'
       "<Server>out.pox.test</Server><Port>587</Port><SSL>on</SSL><LoginName>jane</LoginName></Protocol></Account></Response></Autodiscover>")
# host -> path -> text
FILES = {
    "autoconfig.good.test": {"mail/config-v1.1.xml": GOOD},
    "known.test": {".well-known/autoconfig/mail/config-v1.1.xml": GOOD},
    "autoconfig.html.test": {"mail/config-v1.1.xml": "<html><body>Hello<br></body></html>"},
    "autoconfig.bomb.test": {"mail/config-v1.1.xml": ENTITIES},
    "autoconfig.huge.test": {"mail/config-v1.1.xml": GOOD + " " * 100000},
    "autoconfig.deep.test": {"mail/config-v1.1.xml": "<clientConfig>" + "<a>" * 100 + "</a>" * 100 + "</clientConfig>"},
    "autoconfig.odd.test": {"mail/config-v1.1.xml": autoconfig(("smtp", "bad host", 465, "SSL", "x"), ("smtp", "a.odd.test", 70000, "SSL", "x"),
                                                               ("smtp", "b.odd.test", 465, "SSL", "x\ny"))},
    "settings.hoster.test": {"mail/config-v1.1.xml": autoconfig(("smtp", "smtp.hoster.test", 465, "SSL", "%EMAILADDRESS%"))},
    "list.test": {"v1.1/hoster.test": autoconfig(("smtp", "out.hoster.test", 465, "SSL", "%EMAILADDRESS%")), "v1.1/mozilla.test": autoconfig(("smtp", "smtp.mozilla.test", 465, "SSL", "%EMAILADDRESS%"))},
    "autodiscover.pox.test": {"autodiscover/autodiscover.xml": POX},
}
REDIRECTS = {"autoconfig.loop.test": "https://autoconfig.loop.test/mail/config-v1.1.xml",
             "autoconfig.down.test": "http://autoconfig.down.test/mail/config-v1.1.xml",
             "autoconfig.off.test": "https://autoconfig.good.test/mail/config-v1.1.xml",
             "autoconfig.away.test": "https://settings.hoster.test/mail/config-v1.1.xml",
             "autodiscover.lure.test": "https://settings.hoster.test/mail/config-v1.1.xml",
             "autoconfig.within.test": "https://www.within.test/mail/config-v1.1.xml"}
FILES["www.within.test"] = {"mail/config-v1.1.xml": GOOD}
NAMES = sorted({*FILES, *REDIRECTS})
ZONE = [f"host-record={name},{V4}" for name in NAMES if name != "autoconfig.inner.test"] + [
    "mx-host=customer.test,mx1.in.hoster.test,10", "mx-host=lure.test,mx.lure.test,10",
    "host-record=autoconfig.inner.test,127.0.0.1", f"host-record=autoconfig.badname.test,{V4}"]


def shell(line):
    subprocess.run(line, shell=True, check=True)


def write_site(folder):
    for host, files in FILES.items():
        for path, text in files.items():
            name = os.path.join(folder, "sites", host, path)
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
    names = ",".join("DNS:" + name for name in NAMES)
    shell(f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
          f" -addext subjectAltName={names} -keyout {folder}/key -out {folder}/ca 2>/dev/null")
    shell(f"cat {folder}/key {folder}/ca > {folder}/pem")
    redirects = "".join(f'$HTTP["host"] == "{host}" {{ url.redirect = ("" => "{to}") }}\n' for host, to in REDIRECTS.items())
    with open(f"{folder}/conf", "w", encoding="utf-8") as file:
        file.write(f'''server.modules = ("mod_openssl", "mod_redirect", "mod_simple_vhost", "mod_accesslog")
server.document-root = "{folder}/sites"
server.bind = "{V4}"
server.port = 443
ssl.engine = "enable"
ssl.pemfile = "{folder}/pem"
simple-vhost.server-root = "{folder}/sites"
simple-vhost.document-root = "/"
accesslog.filename = "{folder}/log"
accesslog.format = "%m %{{Host}}i %U %{{Cookie}}i %{{Authorization}}i"
{redirects}''')


def consent(case, authority, environment):
    """A person who agrees that a page leads elsewhere: at a terminal, and on the screens."""
    with Terminal("find", f"jane@{case}.test", *authority, environment=environment) as screen:
        screen.expect(b"Whom to ask?")
        screen.send(b"1\n")
        screen.expect(b"Ask also settings.hoster.test")
        screen.expect(b"Ask there?")
        before = b"smtp.hoster.test" in screen.bytes
        screen.send(b"y\n")
        screen.expect(b"smtp.hoster.test:465, TLS from the first byte")
    with Terminal(*authority, environment=environment) as screen:
        screen.type(f"jane@{case}.test")
        screen.keys("Enter")
        screen.wait("Settings for this address", "Ask the web server of away.test", "Type the server yourself")
        screen.keys("Enter")
        screen.wait("A page of away.test leads there, outside the domain")
        choose(screen, "Ask also settings.hoster.test")
        screen.wait("smtp.hoster.test:465, TLS from the first byte")
        screen.keys("Enter")
        form = screen.wait("Settings for the walk").split("\n")
    return {"asked_first": not before, "marks": [line for line in form if "smtp.hoster.test" in line]}


def choose(screen, label):
    for _ in range(5):
        if any("▸" in line and label in line for line in screen.text().split("\n")):
            break
        screen.keys("Down")
        screen.settle()
    screen.keys("Enter")


def inside(case, ask, *more):
    shell(f"ip link set lo up && ip addr add {V4}/32 dev lo")
    folder = tempfile.mkdtemp()
    write_site(folder)
    server = subprocess.Popen([LIGHTTPD, "-D", "-f", f"{folder}/conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        if subprocess.run(["sh", "-c", f"ss -ltn | grep -q {V4}:443"], check=False).returncode == 0:
            break
        time.sleep(0.05)
    with RealNameServer(ZONE) as names:
        environment = {"MAILMEDIC_NAMESERVERS": names.address, "MAILMEDIC_ISPDB": "https://list.test/v1.1/"}
        authority = [] if case == "untrusted" else ["--tls-ca-path", f"{folder}/ca"]
        before = time.monotonic()
        done = run("find", f"jane@{case}.test", "--ask", ask, "--format", "json", *more, *authority, environment=environment)
        seconds = time.monotonic() - before
        said = consent(case, authority, environment) if case == "away" else {}
    server.terminate()
    server.wait()
    with open(f"{folder}/log", encoding="utf-8") as file:
        log = file.read().splitlines()
    print(json.dumps({"found": json.loads(done.stdout), "log": log, "seconds": seconds, **said}))
    shutil.rmtree(folder)


if __name__ == "__main__":
    inside(*sys.argv[1:])
    sys.exit(0)


import pytest


def can_have_a_network():
    return bool(LIGHTTPD and real_nameserver.PROGRAM and shutil.which("unshare")) and subprocess.run(
        ["unshare", "-rn", "ip", "link", "set", "lo", "up"], check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not can_have_a_network(), reason="lighttpd, dnsmasq or network namespaces are missing here")


def play(case, ask="provider", *more):
    done = subprocess.run(["unshare", "-rn", sys.executable, __file__, case, ask, *more], capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def servers(played):
    return [(row["host"]["value"], row["port"]["value"], row["tls"]["value"], row["user"]["value"], row["host"]["source"])
            for row in played["found"]["candidates"]]


def outcome(played, start):
    return next(row["outcome"] for row in played["found"]["asked"] if row["what"].startswith(start))


def test_the_domains_own_page_names_the_servers_and_the_address_is_not_sent():
    played = play("good")
    assert servers(played) == [("smtp.good.test", 465, "implicit", "jane", "autoconfig"),
                               ("mail.elsewhere.test", 587, "starttls", "jane@good.test", "autoconfig")]
    assert all("jane" not in line for line in played["log"]) and all(line.endswith("- -") for line in played["log"])
    assert {row["confidence"] for row in played["found"]["candidates"]} == {"medium"}


def test_the_well_known_page_is_asked_too_and_one_within_the_domain_is_followed():
    assert servers(play("known"))[0][4] == "autoconfig"
    assert servers(play("within"))[0][4] == "autoconfig"


def test_nobody_is_asked_without_a_yes():
    played = play("good", "none")
    assert played["log"] == [] and servers(played) == []


@pytest.mark.parametrize("case,wanted", [
    ("html", "not-xml"), ("bomb", "doctype"), ("huge", "too-large"), ("deep", "too-deep"), ("loop", "redirect-loop"),
    ("down", "redirect-to-http"), ("off", "redirect-elsewhere"), ("untrusted", None), ("inner", "private-address"),
    ("badname", "untrusted")])
def test_what_is_no_good_page_is_told_and_gives_nothing(case, wanted):
    played = play(case)
    if wanted is not None:
        assert outcome(played, f"https://autoconfig.{case}.test/") == wanted
    assert servers(played) == []
    assert played["seconds"] < 15


def test_what_is_wrong_in_a_page_is_left_out_and_the_rest_taken():
    assert servers(play("odd")) == [("b.odd.test", 465, "implicit", "jane@odd.test", "autoconfig")]


def test_mozillas_list_and_autodiscover_are_asked_only_with_all():
    assert servers(play("mozilla", "all")) == [("smtp.mozilla.test", 465, "implicit", "jane@mozilla.test", "ispdb")]
    assert servers(play("mozilla")) == []
    played = play("pox", "all")
    assert servers(played) == [("out.pox.test", 587, "starttls", "jane", "autodiscover")]
    assert any(line.startswith("POST autodiscover.pox.test") for line in played["log"])


def test_a_page_elsewhere_is_asked_only_after_a_yes():
    played = play("away")
    assert played["asked_first"] and servers(played) == []
    assert len(played["marks"]) == 1 and played["marks"][0].endswith("the domain's page"), played["marks"]
    assert outcome(played, "https://autoconfig.away.test/") == "redirect-elsewhere"
    asked = [line for line in played["log"] if "settings.hoster.test" in line]
    assert len(asked) == 2 and all("jane" not in line for line in asked)
    assert played["found"]["verdict"]["leads_to"] == "settings.hoster.test"


def test_a_script_agrees_to_one_host_by_its_name():
    played = play("off", "provider", "--ask-elsewhere", "autoconfig.good.test")
    assert servers(played)[0][0] == "smtp.off.test" and played["found"]["verdict"]["leads_to"] is None
    assert [line.split()[1] for line in played["log"] if "jane" in line] == []
    played = play("off", "provider", "--ask-elsewhere", "settings.hoster.test")
    assert servers(played) == [] and played["found"]["verdict"]["leads_to"] == "autoconfig.good.test"
    assert not [line for line in played["log"] if "good.test" in line]


def test_the_address_follows_no_redirect_out_of_the_domain():
    played = play("lure", "all")
    assert outcome(played, "https://autodiscover.lure.test/") == "redirect-elsewhere"
    assert servers(played) == [] and not [line for line in played["log"] if "hoster" in line]


def test_mozillas_list_is_asked_by_who_takes_the_mail_too():
    played = play("customer", "all")
    assert servers(played) == [("out.hoster.test", 465, "implicit", "jane@customer.test", "ispdb-mx")]
    asked = {line.split()[2] for line in played["log"] if "list.test" in line}
    assert asked == {"/v1.1/customer.test", "/v1.1/in.hoster.test", "/v1.1/hoster.test"}
    assert not [row for row in play("customer")["found"]["asked"] if row["who"] == "Mozilla"]
