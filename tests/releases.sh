#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# releases.sh [--suites] [FOLDER [RELEASE...]]: what the README promises, in a fresh system of each release of Debian.
# Needs root, debootstrap and the network. Roots stay in FOLDER for the next time; without it they are made and removed
# again.
#
# Each gets the last commit, and a normal user with sudo, who builds it, runs it, and makes the package (dpkg-buildpackage).
# Of `./dev test` the suites are run that need no other release.
# --suites: only these, built with -Werror, for CI. Where no root can be made, they are skipped, and it is said why.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
user=mailmedic-user

# The folders of devices and processes are seen only by the command, and are gone with it.
# shellcheck disable=SC2016 # expanded by the inner shell
enter() {
	unshare --mount sh -c 'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
		"$folder/$release" "$@" </dev/null
}

as_user() {
	enter su - "$user" -c "cd checkout && $1" >"$folder/$release-$2.log" 2>&1
}

make_root() {
	[ -e "$folder/$release/etc/debian_version" ] ||
		unshare --mount timeout 600 debootstrap --variant=minbase --include=ca-certificates,git "$release" "$folder/$release" \
			>"$folder/$release.log" 2>&1 || return 1
	cp -L /etc/resolv.conf "$folder/$release/etc/resolv.conf"
	enter sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ca-certificates git sudo &&
		{ id $user || useradd --create-home --shell /bin/sh $user; } &&
		echo '$user ALL=(root) NOPASSWD: ALL' >/etc/sudoers.d/$user" >>"$folder/$release.log" 2>&1
}

copy_source() {
	home=$folder/$release/home/$user
	rm -rf "$home/checkout"
	git clone --quiet "$source" "$home/checkout"
	enter chown -R "$user:" "/home/$user/checkout"
}

# step COMMAND...: its column of the table.
step() {
	if "$@"; then
		printf 'ok | '
	else
		failed=1
		printf 'FAILED | '
	fi
}

# counted NAME COMMAND: the last line of what it printed, which says how many passed.
counted() {
	as_user "$2" "$1" || failed=1
	printf '%s | ' "$(tail -n 1 "$folder/$release-$1.log")"
}

# Opens the list of cases in a terminal, and leaves it.
run_seen() {
	as_user '{ sleep 10; printf q; } | TERM=xterm timeout 60 script -qec "stty rows 24 cols 80; ./dev run" /dev/null' run &&
		grep -q '421: the server is overloaded' "$folder/$release-run.log"
}

skip() {
	printf '| %s | skipped: %s |\n' "$release" "$1"
	[ -n "$only_suites" ] || failed=1
}

try_release() {
	unshare --mount true || { skip 'only root of a whole system may mount' && return; }
	command -v debootstrap >/dev/null || { skip 'debootstrap is not installed' && return; }
	make_root || { skip "no root: $(tail -n 1 "$folder/$release.log")" && return; }
	copy_source
	printf '| %s | ' "$release"
	[ -n "$only_suites" ] || { step as_user './dev build' build && step run_seen && step as_user './dev package' package; }
	counted unit './dev suite unit'
	counted headless './dev suite headless'
	printf '%s |\n' "$(enter gcc -dumpfullversion)"
}

failed=0
only_suites=
columns=' build | run | package |'
[ "${1:-}" != --suites ] || { only_suites=yes && columns= && shift; }
if [ $# -gt 0 ]; then
	mkdir -p "$1"
	folder=$(CDPATH='' cd -- "$1" && pwd)
	shift
else
	folder=$(mktemp -d)
	trap 'rm -rf --one-file-system "$folder"' EXIT
fi
[ $# -gt 0 ] || set -- bookworm trixie
echo "| release |$columns unit | headless | gcc |"
for release; do
	try_release
done
exit "$failed"
