#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# package.sh [FOLDER]: makes the source archive of the last commit, the .deb, and what other systems build from, in FOLDER
# (build-package). Version and date are those that meson.build says.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=${1:-$source/build-package}

said() {
	git -C "$source" show HEAD:meson.build | sed -n "s/^$1'\([^']*\)'.*/\1/p" | head -n 1
}

version=$(said '  version: ')
date=$(said 'release_date = ')
name=mailmedic-$version
mkdir -p "$folder"
rm -rf "${folder:?}/$name"
git -C "$source" archive --prefix="$name/" HEAD | tar -x -C "$folder"
git -C "$source" archive --prefix="$name/" -o "$folder/$name.tar.gz" HEAD
sum=$(sha256sum "$folder/$name.tar.gz" | cut -d ' ' -f 1)
for file in mailmedic.spec PKGBUILD; do
	sed -e "s/@VERSION@/$version/; s/@SHA256@/$sum/" "$source/packaging/$file.in" >"$folder/$file"
done
command -v dpkg-buildpackage >/dev/null || { echo 'package.sh: no dpkg-buildpackage here, so no .deb' >&2 && exit; }
cd "$folder/$name"
cp -r packaging/debian debian
cat >debian/changelog <<EOF
mailmedic ($version) unstable; urgency=medium

  * What changed is told in CHANGELOG.md.

 -- $(sed -n 's/^Maintainer: //p' debian/control)  $(LC_ALL=C date -u -R -d "$date")
EOF
dpkg-buildpackage --build=full --no-sign
ls -l "$folder"/*.deb
