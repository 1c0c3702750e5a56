# SPDX-License-Identifier: GPL-3.0-or-later
"""How often `find --ask none` has the right server first, over the domains of domains.tsv: a name server with their MX
records answers on loopback, nobody else is asked. `domains.py` alone prints the figures and what is wrong."""
import collections
import concurrent.futures
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

import real_nameserver
from program import run
from real_nameserver import RealNameServer

AT_ONCE = 2
Row = collections.namedtuple("Row", "half domain mx servers source")


def read_rows():
    with open(os.path.join(HERE, "domains.tsv"), encoding="ascii") as file:
        rows = [Row(*line.rstrip("\n").split("\t")) for line in file if not line.startswith("#")]
    return [row._replace(servers=[] if row.servers == "-" else row.servers.split(",")) for row in rows]


def zone(rows):
    names = {f"txt-record={row.domain},none" if row.mx == "-" else f"mx-host={row.domain},{row.mx},10" for row in rows}
    names |= {f"local=/{row.domain}/" for row in rows}  # no such record, rather than nobody to ask
    return sorted(names | {f"host-record={server},127.0.0.1" for row in rows for server in row.servers})


def judge(row, found):
    """What is known of it, whether a right server comes first, and the wrong ones that are called certain."""
    hosts = [(one["host"]["value"], one["host"]["source"], one["confidence"]) for one in found["candidates"]]
    known = hosts[0][1] if hosts else "topic" if found["verdict"]["outcome"] == "no-smtp" else "nothing"
    right = hosts[0][0] in row.servers if hosts else not row.servers
    return known, right, sorted({host for host, _, confidence in hosts if confidence == "high" and host not in row.servers})


def evaluate():
    rows = read_rows()
    with RealNameServer(zone(rows)) as names, concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        def find(row):
            done = run("find", "jane@" + row.domain, "--ask", "none", "--format", "json",
                       environment={"MAILMEDIC_NAMESERVERS": names.address})
            return row, *judge(row, json.loads(done.stdout))
        return list(pool.map(find, rows))


def share(judged):
    return sum(right for _, _, right, _ in judged), len(judged)


def print_figures(judged):
    for half in ("dev", "held"):
        mine = [one for one in judged if one[0].half == half]
        kinds = {"known by topic": [one for one in mine if one[1] == "topic"], "known by MX": [one for one in mine if one[1] == "mx"],
                 "not known": [one for one in mine if one[1] not in ("topic", "mx")],
                 "customers' domains, all": [one for one in mine if one[0].domain.endswith(".example")]}
        for name, some in kinds.items():
            print(f"{half:5} {name:24} right first {share(some)[0]:4} of {share(some)[1]:4}")
    print(f"a wrong server called certain: {sum(bool(one[3]) for one in judged)} of {len(judged)}")
    for row, known, right, wrong in judged:
        if wrong or (known in ("topic", "mx") and not right) or (row.half == "never" and known != "nothing"):
            print("wrong:", row.half, row.domain, row.mx, "by", known, wrong or "", "want", row.servers)


if __name__ == "__main__":
    print_figures(evaluate())
    sys.exit(0)


# --- the tests

import pytest

pytestmark = pytest.mark.skipif(real_nameserver.PROGRAM is None and not os.environ.get("CI"), reason="dnsmasq is not installed")


@pytest.fixture(scope="module")
def judged():
    return evaluate()


def test_no_wrong_server_is_called_certain(judged):
    assert [(row.domain, wrong) for row, _, _, wrong in judged if wrong] == []


@pytest.mark.parametrize("half", ["dev", "held"])
@pytest.mark.parametrize("source", ["topic", "mx"])
def test_what_topics_and_mx_know_has_a_right_server_first(judged, half, source):
    right, count = share([one for one in judged if one[0].half == half and one[1] == source])
    assert count >= 20 and right >= 0.9 * count, (right, count)


def test_of_customers_domains_most_are_known(judged):
    right, count = share([one for one in judged if one[0].half != "never" and one[0].domain.endswith(".example")])
    assert right >= 0.6 * count, (right, count)


def test_gateways_forwarders_and_look_alikes_are_not_guessed(judged):
    never = [(row.domain, known) for row, known, _, _ in judged if row.half == "never"]
    assert len(never) >= 10 and {known for _, known in never} == {"nothing"}, never
