#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BUILD SECONDS [TARGET...]: runs the fuzz targets of a build with -Dfuzz=true, one a processor at a
# time, SECONDS in all. What they find new stays in BUILD/corpus. An input that crashes is printed, to be
# moved to regressions/TARGET with the fix.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

# The rest of this file, called again for one target: run.sh --one BUILD SECONDS TARGET
run_one() {
	build=$1 seconds=$2 target=$3
	log=$build/logs/$target
	seeds=$here/corpus/$target
	[ "$target" != scenario ] || seeds="$seeds $here/../../src/practice/scenarios"
	words=
	[ ! -f "$here/$target.dict" ] || words=-dict=$here/$target.dict
	mkdir -p "$build/corpus/$target" "$build/crashes" "$build/logs"
	# shellcheck disable=SC2086 # lists of words
	if "$build/tests/fuzz/fuzz-$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2500 \
		-print_final_stats=1 -artifact_prefix="$build/crashes/$target-" $words \
		"$build/corpus/$target" $seeds "$here/regressions/$target" >"$log" 2>&1; then
		awk -v target="$target" '
			/number_of_executed_units/ { runs = $2 }
			/average_exec_per_sec/ { pace = $2 }
			END { printf "ok      %-12s %9d inputs, %6d a second\n", target, runs, pace }' "$log"
		return 0
	fi
	printf 'FAILED  %-12s\n' "$target"
	grep -aE '^fuzz: |SUMMARY|runtime error|Test unit written to|^Base64: ' "$log" || tail -n 20 "$log"
	return 1
}

if [ "$1" = --one ]; then
	shift
	run_one "$@"
	exit
fi

build=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(cd "$build/tests/fuzz" && ls | sed -n 's/^fuzz-\([a-z]*\)$/\1/p')
for target; do
	mkdir -p "$here/regressions/$target" "$here/corpus/$target"
done
jobs=$(nproc)
share=$((seconds * jobs / $#))
[ "$share" -gt 0 ] || share=1
# Freed memory is kept for a while, not for ever: fresh pages are what a small run costs most. Nor is new memory
# filled: what is read unset is found by valgrind.
export ASAN_OPTIONS=quarantine_size_mb=1:max_malloc_fill_size=0:malloc_context_size=8 UBSAN_OPTIONS=print_stacktrace=1
printf '%d targets, %d s each, %d at a time\n' $# "$share" "$jobs"
printf '%s\n' "$@" | xargs -P "$jobs" -n 1 "$0" --one "$build" "$share" || exit 1
