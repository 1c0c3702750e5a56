# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny name server on loopback that lies, fails and keeps silent as its zone says."""

import errno
import socket
import struct
import threading

A, CNAME, AAAA = 1, 5, 28
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)


class Answer:
    """What is said to a question: records as (name, type, data) or a failure."""

    def __init__(self, a=(), aaaa=(), cname=None, rcode=NOERROR, silent=(), truncated=False, raw=None, prefix=()):
        self.a, self.aaaa, self.cname, self.rcode = a, aaaa, cname, rcode
        self.silent = silent        # types of question that are not answered
        self.truncated = truncated  # over UDP: ask again over TCP
        self.raw = raw              # function of the query's bytes that makes the whole packet
        self.prefix = prefix        # further records in front, as they stand


def encode_name(name):
    if isinstance(name, bytes):
        return name  # raw labels
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".") if label) + b"\0"


def decode_name(packet, at):
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1").lower())
        at += 1 + packet[at]
    return ".".join(labels), at + 1


def record(name, kind, data):
    return encode_name(name) + struct.pack(">HHIH", kind, 1, 60, len(data)) + data


def bind_both(address, port):
    """UDP and TCP on one port. That the kernel has one free for UDP does not say that it is free for TCP."""
    for _ in range(100):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            udp.bind((address, port))
            tcp.bind(udp.getsockname())
            tcp.listen(64)
            return udp, tcp
        except OSError as error:
            udp.close()
            tcp.close()
            if port or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free for UDP and TCP alike")


class NameServer:
    def __init__(self, zone, default=None, address="127.0.0.1", port=0):
        self.zone = zone
        self.default = default or Answer(rcode=NXDOMAIN)
        self.questions = []
        self.udp, self.tcp = bind_both(address, port)
        self.port = self.udp.getsockname()[1]
        for work in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=work, daemon=True).start()

    def find(self, name):
        if name in self.zone:
            return self.zone[name]
        parent = "*." + name.split(".", 1)[-1]
        return self.zone.get(parent, self.default)

    def reply(self, query, stream):
        name, at = decode_name(query, 12)
        kind = struct.unpack(">H", query[at:at + 2])[0]
        self.questions.append((name, kind))
        answer = self.find(name)
        if kind in answer.silent:
            return None
        if answer.raw:
            return answer.raw(query)
        records = list(answer.prefix)
        owner = name
        if answer.cname is not None:
            for alias in answer.cname if isinstance(answer.cname, tuple) else (answer.cname,):
                records.append(record(owner, CNAME, encode_name(alias)))
                owner = alias
        if answer.truncated and not stream:
            return query[:2] + struct.pack(">HHHHH", 0x8380, 1, 0, 0, 0) + query[12:at + 4]
        if kind == A:
            records += [record(owner, A, socket.inet_aton(address)) for address in answer.a]
        if kind == AAAA:
            records += [record(owner, AAAA, socket.inet_pton(socket.AF_INET6, address)) for address in answer.aaaa]
        return query[:2] + struct.pack(">HHHHH", 0x8180 | answer.rcode, 1, len(records), 0, 0) + query[12:at + 4] + b"".join(records)

    def serve_udp(self):
        while True:
            try:
                query, sender = self.udp.recvfrom(4096)
                reply = self.reply(query, False)
                if reply is not None:
                    self.udp.sendto(reply, sender)
            except (OSError, IndexError, struct.error):
                if self.udp.fileno() < 0:
                    return

    def serve_tcp(self):
        while True:
            try:
                sock, _ = self.tcp.accept()
            except OSError:
                return
            threading.Thread(target=self.serve_stream, args=(sock,), daemon=True).start()

    def serve_stream(self, sock):
        try:
            sock.settimeout(10)
            while True:
                size = sock.recv(2)
                if len(size) < 2:
                    return
                query = sock.recv(struct.unpack(">H", size)[0])
                reply = self.reply(query, True)
                if reply is not None:
                    sock.sendall(struct.pack(">H", len(reply)) + reply)
        except (OSError, IndexError, struct.error):
            pass
        finally:
            sock.close()

    def stop(self):
        self.udp.close()
        self.tcp.close()
