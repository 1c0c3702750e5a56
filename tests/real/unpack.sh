#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# unpack.sh FOLDER: fetches postfix, dovecot, exim and a Kerberos server as Debian packages and unpacks them into FOLDER.
# They are not installed: mail server packages remove each other, would replace the mail server of this
# machine, and start services. Nothing to do, and no network needed, when FOLDER is complete already.
set -eu

folder=$1
packages='postfix dovecot-core dovecot-gssapi libnss-wrapper krb5-kdc krb5-admin-server krb5-user faketime sasl2-bin libsasl2-modules gss-ntlmssp'
rivals='exim4-daemon-heavy'
stamp=$folder/.complete

[ "$(cat "$stamp" 2>/dev/null)" = "$packages $rivals" ] && exit 0

rm -rf "$folder"
mkdir -p "$folder/deb/partial"
folder=$(cd "$folder" && pwd)
# The unprivileged user that apt downloads as may not be able to walk to this folder.
# --reinstall: a package that is installed here is fetched all the same.
fetch() {
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --download-only --reinstall --no-install-recommends \
		-o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$folder/deb" "$@" >&2
}
# In two steps, since apt will not plan for two mail servers at once.
# shellcheck disable=SC2086 # a list of words
fetch $packages
fetch $rivals
for deb in "$folder"/deb/*.deb; do
	dpkg-deb --extract "$deb" "$folder/root"
done
# A set-uid program loses its libraries and users here, which come by the environment.
chmod u-s "$folder/root/usr/sbin/exim4"
rm -rf "$folder/deb"
echo "$packages $rivals" >"$stamp"
