#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# unpack_bound.sh FOLDER: makes FOLDER/trixie, a root of Debian 13 with dovecot 2.4, for bound.py: its packages do not run with
# the libraries of Debian 12. Nothing is installed outside of it. Needs root, debootstrap and the network, the first time.
set -eu

root=$1/trixie
[ ! -e "$root/.complete" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
	echo 'unpack_bound.sh: without root and debootstrap there is no dovecot 2.4 to try' >&2
	exit 0
fi
rm -rf "$root"
# What it mounts is gone with it.
if ! unshare --mount timeout 600 debootstrap --variant=minbase --include=dovecot-core,dovecot-submissiond trixie "$root" >&2; then
	echo 'unpack_bound.sh: no root of Debian 13 could be made: there is no dovecot 2.4 to try' >&2
	exit 0
fi
rm -f "$root"/var/cache/apt/archives/*.deb
touch "$root/.complete"
