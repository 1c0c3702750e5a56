#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the examples of docs/monitoring.md with the real programs. `--table` prints what check_smtp and blackbox exporter say
to twelve faults beside what mailmedic says."""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

import cli_case
from program import PROGRAM, ROOT, PracticeServer, USER, environment, run

CHECK_SMTP = "/usr/lib/nagios/plugins/check_smtp"
AS_ROOT = environment(ICINGA2_USER="root", ICINGA2_GROUP="root")
ICINGA = shutil.which("icinga2") or "/usr/lib/x86_64-linux-gnu/icinga2/sbin/icinga2"
FAULTS = ["all-good", "auth-535-wrong-password", "auth-535-app-password", "auth-454-backend-down", "auth-421-throttled",
          "greeting-421-overloaded", "greeting-554-blocked", "tls-not-offered", "tls-expired", "tls-wrong-host",
          "tls-self-signed", "drop-after-ehlo"]
# What makes a node of the page's configuration: only the listener knows the node's zone, and without one no check is its own.
NODE = """
object ApiListener "api" {
  bind_host = "127.0.0.1"
  bind_port = PORT
}
object CheckerComponent "checker" { }
"""
WATCHED = """
object PerfdataWriter "watched" {
  rotation_interval = 1s
  service_temp_path = "FOLDER/now"
  service_perfdata_path = "FOLDER/seen"
  host_temp_path = "FOLDER/host-now"
  host_perfdata_path = "FOLDER/host"
  service_format_template = "BY $service.check_source$ STATE $service.state$ $service.output$ PERFDATA $service.perfdata$"
}
"""
BLACKBOX = """modules:
  submission:
    prober: tcp
    timeout: 10s
    tcp:
      query_response:
        - expect: "^220"
        - send: "EHLO probe.test"
        - expect: "^250-STARTTLS"
        - send: "STARTTLS"
        - expect: "^220"
        - starttls: true
        - send: "EHLO probe.test"
        - expect: "^250"
      tls_config:
        ca_file: CA
        server_name: localhost
"""


def files_of_the_page():
    text = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", text, re.M | re.S))


def needs(program):
    return unittest.skipUnless(shutil.which(program) or os.path.exists(program), f"{program} is not installed")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def page(url, seconds=15):
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


class Examples(cli_case.Case):
    def setUp(self):
        super().setUp()
        self.files = files_of_the_page()

    def start(self, *command, **how):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **how)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        return process

    def tool(self, *command, **how):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False, **how)
        self.assertEqual(done.returncode, 0, done.stdout.decode())
        return done.stdout.decode()

    def icinga(self, node, *command):
        places = [f"-D{name}={self.folder.name}/{node}/{name}" for name in ["DataDir", "LogDir", "CacheDir", "SpoolDir", "InitRunDir"]]
        for place in places:
            os.makedirs(place.split("=")[1], exist_ok=True)
        return [ICINGA, *command, f"-DNodeName={node}", "-DRunAsUser=root", "-DRunAsGroup=root", *places]

    @needs(ICINGA)
    def test_icinga_accepts_command_service_and_zone(self):
        path = self.write("icinga.conf", ("include <itl>\n" + self.files["mailmedic.conf"]).encode())
        self.tool(*self.icinga("master", "daemon", "-C", "-c", path), env=AS_ROOT)

    def sign_certificate(self, node):
        """By the authority that the node `authority` became; where the node looks for it."""
        folder = f"{self.folder.name}/{node}/DataDir/certs"
        os.makedirs(folder)
        shutil.copy(f"{self.folder.name}/authority/DataDir/ca/ca.crt", f"{folder}/ca.crt")
        for words in [["new-cert", "--cn", node, "--key", f"{folder}/{node}.key", "--csr", f"{folder}/{node}.csr"],
                      ["sign-csr", "--csr", f"{folder}/{node}.csr", "--cert", f"{folder}/{node}.crt"]]:
            self.tool(*self.icinga("authority", "pki", *words), env=AS_ROOT)

    def configuration(self, server, port):
        text = self.files["mailmedic.conf"]
        for ours, here in {"/usr/bin/mailmedic": PROGRAM, "mail.example.org:587": server.endpoint, "monitor@example.org": USER,
                           "check_interval = 5m": f'check_interval = 5s\n  vars.mail_ca = "{server.ca}"',
                           "/etc/mailmedic/monitor.password": server.password.name,
                           'host = "192.0.2.17"': f'host = "127.0.0.1"\n  port = {port}'}.items():
            self.assertIn(ours, text)
            text = text.replace(ours, here)
        return "include <itl>\n" + text

    @needs(ICINGA)
    def test_icinga_checks_from_the_satellite_and_the_master_hears_of_it(self):
        ports = {"master": free_port(), "satellite": free_port()}
        self.tool(*self.icinga("authority", "pki", "new-ca"), env=AS_ROOT)
        with PracticeServer("auth-535-wrong-password") as server:
            for node, port in ports.items():
                self.sign_certificate(node)
                text = self.configuration(server, ports["satellite"]) + NODE.replace("PORT", str(port))
                text += WATCHED.replace("FOLDER", self.folder.name) if node == "master" else ""
                self.start(*self.icinga(node, "daemon", "-c", self.write(node + ".conf", text.encode())), env=AS_ROOT)
            seen, end = "", time.monotonic() + 90
            while "MAILMEDIC" not in seen and time.monotonic() < end:
                time.sleep(0.2)
                seen = "".join(path.read_text() for path in pathlib.Path(self.folder.name).glob("seen*"))
        self.assertRegex(seen, r"(?s)BY satellite STATE CRITICAL MAILMEDIC CRITICAL - The server refused the log-in\..*"
                               r"PERFDATA time=\S+;5\.000;15\.000;0 .* certificate_days=\d+;21:;7:")

    def metrics(self):
        path = os.path.join(self.folder.name, "mailmedic.prom")
        with PracticeServer("auth-535-wrong-password") as server:
            self.assertEqual(run(*server.check("--format", "prometheus", "--output", path)).returncode, 28)
        return path

    @needs("prometheus-node-exporter")
    def test_node_exporter_shows_the_metrics(self):
        self.metrics()
        port = free_port()
        self.start("prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}", "--collector.disable-defaults",
                   "--collector.textfile", f"--collector.textfile.directory={self.folder.name}")
        shown = page(f"http://127.0.0.1:{port}/metrics")
        self.assertRegex(shown, r'mailmedic_up\{account="student@practice.test",server="[^"]+"\} 0')
        self.assertRegex(shown, r"(?m)^node_textfile_scrape_error 0$")

    @needs("promtool")
    def test_prometheus_takes_the_rules_and_the_alert_fires(self):
        self.write("mailmedic.rules.yml", self.files["mailmedic.rules.yml"].encode())
        test = self.write("test.yml", b"""rule_files: [mailmedic.rules.yml]
tests:
  - interval: 1m
    input_series:
      - {series: 'mailmedic_up{account="a@b.test",server="mx:587"}', values: '1x2 0x20'}
    alert_rule_test:
      - {eval_time: 5m, alertname: MailCannotBeSent}
      - eval_time: 20m
        alertname: MailCannotBeSent
        exp_alerts:
          - exp_labels: {severity: page, account: a@b.test, server: 'mx:587'}
            exp_annotations: {summary: a@b.test cannot send by mx:587}
""")
        self.tool("promtool", "check", "rules", os.path.join(self.folder.name, "mailmedic.rules.yml"))
        self.tool("promtool", "test", "rules", test)

    @needs("systemd-analyze")
    def test_systemd_takes_service_and_timer(self):
        paths = []
        for name in ["mailmedic-check.service", "mailmedic-check.timer"]:
            text = self.files[name].replace("/usr/bin/mailmedic", PROGRAM).replace("User=mailmedic", "User=daemon")
            paths.append(self.write(name, text.encode()))
        self.assertEqual(self.tool("systemd-analyze", "verify", *paths), "")

    @needs("parallel")
    @needs("rsync")
    @needs("/usr/sbin/sshd")
    def test_parallel_splits_a_list_over_two_machines(self):
        if os.geteuid() != 0:
            self.skipTest("sshd needs root here")
        logins = ",".join(self.sshd(number) for number in (1, 2))
        bin_folder = os.path.join(self.folder.name, "bin")
        os.makedirs(bin_folder, exist_ok=True)
        os.symlink(PROGRAM, os.path.join(bin_folder, "mailmedic"))
        script = self.write("split.sh", self.files["split.sh"].encode())
        with PracticeServer("auth-535-wrong-password") as one, PracticeServer("auth-535-wrong-password") as two:
            rows = [f"user{i}@practice.test,{server.endpoint},{server.password.name}\n" for i in range(3) for server in (one, two)]
            path = self.write("list.csv", ("address,server,password-file\n" + "".join(rows)).encode())
            shown = self.tool("sh", script, path, logins, env=environment(HOME=self.folder.name))
        self.assertEqual(len(re.findall(r'^\{"name":"user', shown, re.M)), 6, shown)
        self.assertEqual(len(re.findall(r'^\{"summary":.*"accounts":3', shown, re.M)), 2, shown)

    def sshd(self, number):
        """A machine, as far as ssh can tell; returns its name for parallel."""
        folder, port = self.folder.name, free_port()
        for key in [f"host{number}", "id"]:
            if not os.path.exists(f"{folder}/{key}"):
                self.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{key}")
        shutil.copy(f"{folder}/id.pub", f"{folder}/authorized")
        config = self.write(f"sshd{number}", f"""Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host{number}
AuthorizedKeysFile {folder}/authorized
StrictModes no
PidFile none
UsePAM no
SetEnv PATH={folder}/bin:/usr/bin:/bin LC_ALL=C.UTF-8
""".encode())
        os.makedirs("/run/sshd", exist_ok=True)
        self.start("/usr/sbin/sshd", "-D", "-f", config)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        return (f"1/ssh -p {port} -i {folder}/id -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
                "root@127.0.0.1")


# ---- the table

def ask_check_smtp(server, password):
    port = server.endpoint.rsplit(":", 1)[1]
    done = subprocess.run([CHECK_SMTP, "-H", "localhost", "-p", port, "-S", "-A", "LOGIN", "-U", USER, "-P", password, "-t", "15"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode(errors="replace").strip().split("|")[0].split("\n")[0].split(", ")[0]


def ask_blackbox(server, folder):
    config = os.path.join(folder, "blackbox.yml")
    with open(config, "w", encoding="utf-8") as file:
        file.write(BLACKBOX.replace("CA", server.ca, 1))
    port = free_port()
    process = subprocess.Popen(["prometheus-blackbox-exporter", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}"],
                               stderr=subprocess.DEVNULL)
    try:
        shown = page(f"http://127.0.0.1:{port}/probe?module=submission&target={server.endpoint}")
    finally:
        process.terminate()
        process.wait()
    return "probe_success " + re.search(r"^probe_success (\d)", shown, re.M)[1]


def ask_mailmedic(server, password):
    port = server.endpoint.rsplit(":", 1)[1]
    done = run("check", USER, "-s", f"localhost:{port}", "--tls-ca-path", server.ca, "--auth-password-file", "-", "--format",
               "nagios", stdin=password.encode())
    state, rest = re.match(r"MAILMEDIC (\w+) - (.*?) \|", done.stdout.decode()).groups()
    cause = re.search(r"Likely cause: (.*)", rest)
    return f"{state}: {cause[1] if cause else rest}"


def print_table():
    print("| scenario | check_smtp | blackbox exporter | mailmedic |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for scenario in FAULTS:
            with PracticeServer(scenario) as server:
                password = "not the password" if scenario.startswith("auth") else "practice"
                cells = [scenario, ask_check_smtp(server, password), ask_blackbox(server, folder),
                         ask_mailmedic(server, password)]
            print("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    if "--table" in sys.argv:
        print_table()
    else:
        unittest.main()
