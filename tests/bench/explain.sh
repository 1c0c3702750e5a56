#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replies a second of `explain --jsonl`, and start-up, with the shipped topics and with ten times as
# many. Builds both from copies of the tree, so it takes some minutes. Usage: tests/bench/explain.sh
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# $1: name, $2: how many times the topics
build_tree() {
	mkdir "$work/$1"
	(cd "$root" && tar cf - --exclude=.git --exclude='build*' .) | tar xf - -C "$work/$1"
	times=$2
	while [ "$times" -gt 1 ]; do
		for file in "$root"/help/en/*/*.md; do
			group=$(basename "$(dirname "$file")")
			cp "$file" "$work/$1/help/en/$group/$(basename "$file" .md)-copy$times.md"
		done
		times=$((times - 1))
	done
	meson setup --buildtype=release -Dtests=disabled "$work/$1/build" "$work/$1" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	ninja -C "$work/$1/build" >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
}

# Milliseconds of processor time of the command that follows, run $1 times.
cpu_ms() {
	python3 - "$@" <<'PYTHON'
import os, resource, subprocess, sys
runs = int(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_CHILDREN)
for _ in range(runs):
    stdin = open(os.environ['BENCH_INPUT']) if 'BENCH_INPUT' in os.environ else subprocess.DEVNULL
    subprocess.run(sys.argv[2:], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print('%.3f' % (1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / runs))
PYTHON
}

build_tree shipped 1
build_tree tenfold 10
i=0
while [ $i -lt 100 ]; do
	cat "$root"/tests/diagnose/replies-dev.jsonl "$root"/tests/diagnose/replies-more.jsonl
	i=$((i + 1))
done >"$work/replies.jsonl"
count=$(wc -l <"$work/replies.jsonl")
printf '%-10s %8s %12s %14s %14s\n' topics files 'replies/s' 'start-up ms' 'one reply ms'
for tree in shipped tenfold; do
	program=$work/$tree/build/src/mailmedic
	files=$(find "$work/$tree/help/en" -name '*.md' | wc -l)
	all=$(BENCH_INPUT=$work/replies.jsonl cpu_ms 3 "$program" explain --jsonl)
	start=$(cpu_ms 300 "$program" --version)
	one=$(cpu_ms 300 "$program" explain '535 5.7.8 Error: authentication failed')
	printf '%-10s %8d %12.0f %14s %14s\n' "$tree" "$files" "$(echo "$count * 1000 / $all" | bc -l)" "$start" "$one"
done
