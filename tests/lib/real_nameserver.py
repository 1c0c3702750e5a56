# SPDX-License-Identifier: GPL-3.0-or-later
"""dnsmasq on a port of loopback with a zone of its own: a real name server for tests."""
import os
import shutil
import socket
import subprocess
import time

PROGRAM = shutil.which("dnsmasq") or shutil.which("dnsmasq", path="/usr/sbin:/sbin")
PATIENCE = 10


def free_port():
    """One that is free for UDP and TCP now."""
    for _ in range(100):
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]
    raise OSError("no port is free for UDP and TCP alike")


class RealNameServer:
    """`lines` are options of dnsmasq without the dashes: "srv-host=_submission._tcp.x.test,mail.x.test,587,0,1"."""

    def __init__(self, lines):
        self.port = free_port()
        self.process = subprocess.Popen(
            [PROGRAM, "--keep-in-foreground", f"--port={self.port}", "--listen-address=127.0.0.1", "--bind-interfaces",
             "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=", "--user=root", "--group=",
             "--local=/test/", *("--" + line for line in lines)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.wait()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def wait(self):
        query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04test\x00\x00\x01\x00\x01"
        until = time.monotonic() + PATIENCE
        with socket.socket(type=socket.SOCK_DGRAM) as client:
            client.settimeout(0.1)
            while time.monotonic() < until:
                if self.process.poll() is not None:
                    raise RuntimeError(self.process.stderr.read().decode())
                try:
                    client.sendto(query, ("127.0.0.1", self.port))
                    if client.recv(512):
                        return
                except OSError:
                    pass
        raise RuntimeError("dnsmasq does not answer")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stderr.close()
