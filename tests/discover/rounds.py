# SPDX-License-Identifier: GPL-3.0-or-later
"""How many round trips `find` takes until what it found is tried. They are counted, not timed: relays in front of a real name
server and an SMTP server hold whatever the program sends until it has nothing more to say, then let all of it through at once."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]

from program import run
from reach import HOST, Server, can_have_a_network, make_context, shell
from real_nameserver import RealNameServer

QUIET = 0.3  # seconds without a word that end a round
NEAR, FAR = "192.0.2.1", "192.0.2.2"


class Rounds:
    def __init__(self):
        self.count, self.waiting, self.last = 0, 0, 0.0
        self.changed = threading.Condition()
        threading.Thread(target=self.turn, daemon=True).start()

    def wait(self):
        with self.changed:
            now = self.count
            self.waiting += 1
            self.last = time.monotonic()
            self.changed.wait_for(lambda: self.count > now)

    def turn(self):
        while True:
            time.sleep(QUIET / 10)
            with self.changed:
                if self.waiting and time.monotonic() - self.last > QUIET:
                    self.count += 1
                    self.waiting = 0
                    self.changed.notify_all()


def in_background(work, *arguments):
    threading.Thread(target=work, args=arguments, daemon=True).start()


def relay_names(rounds, port):
    """Returns the port on which the name server can be asked through the relay."""
    near = socket.socket(type=socket.SOCK_DGRAM)
    near.bind(("127.0.0.1", 0))

    def ask(query, sender):
        rounds.wait()
        with socket.socket(type=socket.SOCK_DGRAM) as far:
            far.settimeout(10)
            far.sendto(query, ("127.0.0.1", port))
            near.sendto(far.recv(4096), sender)

    def serve():
        while True:
            in_background(ask, *near.recvfrom(4096))
    in_background(serve)
    return near.getsockname()[1]


def relay_port(rounds, port):
    listening = socket.create_server((NEAR, port))

    def onward(near, far, spoken):
        while data := near.recv(65536):
            spoken.set()
            rounds.wait()
            far.sendall(data)

    def back(far, near, spoken):
        data = far.recv(65536)
        if not spoken.is_set():
            rounds.wait()  # the server begins: it has heard that the connection stands
        while data:
            near.sendall(data)
            data = far.recv(65536)

    def connect(near):
        rounds.wait()
        far, spoken = socket.create_connection((FAR, port)), threading.Event()
        in_background(onward, near, far, spoken)
        back(far, near, spoken)

    def serve():
        while True:
            in_background(connect, listening.accept()[0])
    in_background(serve)


def inside(service, port):
    shell(f"ip link set lo up && ip addr add {NEAR}/32 dev lo && ip addr add {FAR}/32 dev lo")
    folder, rounds = tempfile.mkdtemp(), Rounds()
    Server(FAR, int(port), make_context(folder), service == "_submissions")
    relay_port(rounds, int(port))
    zone = [f"srv-host={service}._tcp.far.test,{HOST},{port},0,1", f"host-record={HOST},{NEAR}"]
    with RealNameServer(zone) as names:
        done = run("find", "a@far.test", "--ask", "none", "--format", "json", "--tls-ca-path", f"{folder}/ca",
                   environment={"MAILMEDIC_NAMESERVERS": f"127.0.0.1:{relay_names(rounds, names.port)}"})
    print(json.dumps({"found": json.loads(done.stdout), "rounds": rounds.count}))


if __name__ == "__main__":
    inside(*sys.argv[1:])
    sys.exit(0)


import pytest

pytestmark = pytest.mark.skipif(not can_have_a_network(), reason="no network namespace can be made here, or a tool is missing")


@pytest.mark.parametrize("service,port,fewest", [("_submissions", 465, 6), ("_submission", 587, 8)])
def test_what_is_found_is_tried_within_ten_round_trips(service, port, fewest):
    done = subprocess.run(["unshare", "-rn", sys.executable, __file__, service, str(port)], capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    assert done.returncode == 0, done.stderr
    played = json.loads(done.stdout)
    assert played["found"]["candidates"][0]["reachable"] is True
    assert fewest <= played["rounds"] < 10
