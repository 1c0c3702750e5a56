# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is far away: a proxy in front of it holds every byte for a while, in both directions."""
import heapq
import mmap
import os
import select
import socket
import subprocess
import time

from cost import start

# What the protocol needs until the 535 arrives, in round trips of the proxy: half for the greeting, one each
# for EHLO, STARTTLS, TLS 1.3, EHLO, AUTH with initial response. (A real TCP connect is one more.)
LEAST = 5.5


class FarServer:
    """Runs the proxy as a child process until close()."""

    def __init__(self, port, one_way):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.flights = mmap.mmap(-1, 1)
        self.child = os.fork()
        if self.child == 0:
            serve(self.listener, port, one_way, self.flights)

    def count_flights(self, command):
        """How often the client spoke after it had heard the server, in one run."""
        self.flights[0] = 0
        start(command, None).wait()
        return self.flights[0]

    def close(self):
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)
        self.listener.close()


def serve(listener, port, one_way, flights):
    pairs, due, count = {}, [], 0
    clients = {}  # whether the server has been heard since the client spoke
    while True:
        pause = max(0, due[0][0] - time.monotonic()) if due else None
        readable, _, _ = select.select([listener, *pairs], [], [], pause)
        for ready in readable:
            if ready is listener:
                clients[connect(listener, port, pairs)] = False
                continue
            count += 1
            target, data = pairs[ready], receive(ready, pairs)
            if data and clients.get(ready):
                clients[ready] = False
                flights[0] += 1
            heapq.heappush(due, (time.monotonic() + one_way, count, target, data))
        while due and due[0][0] <= time.monotonic():
            target, data = heapq.heappop(due)[2:]
            if target in clients:
                clients[target] = True
            deliver(target, data)


def connect(listener, port, pairs):
    near, _ = listener.accept()
    far = socket.create_connection(('127.0.0.1', port))
    for one, other in ((near, far), (far, near)):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pairs[one] = other
    return near


def receive(ready, pairs):
    try:
        data = ready.recv(65536)
        # Loopback's delayed acknowledgements are no part of the distance.
        ready.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    except OSError:
        data = b''
    if not data:
        del pairs[ready]
    return data


def deliver(target, data):
    try:
        if data:
            target.sendall(data)
        else:
            target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def times(command, given, mark=b'535'):
    """Seconds from the start to the verdict in the output, and to the end."""
    begin = time.monotonic()
    run = start(command, given, output=subprocess.PIPE)
    verdict, shown = None, b''
    while chunk := os.read(run.stdout.fileno(), 65536):
        shown = shown[-len(mark):] + chunk
        if verdict is None and mark in shown:
            verdict = time.monotonic() - begin
    run.wait()
    run.stdout.close()
    return verdict, time.monotonic() - begin
