#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes every screenshot anew from real runs against the practice server: screenshots/make.sh [NAME...]
# Needs a build in build/, tmux, mutt, rsvg-convert, pngquant, python3 and the fonts DejaVu Sans Mono and Noto Sans CJK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${MAILMEDIC:-$here/../build/src/mailmedic}
server= served=
work=$(mktemp -d)
export LC_ALL=C.UTF-8 HOME="$work" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data"
unset TMUX NO_COLOR || true

mux() { tmux -L "$server" -f /dev/null "$@"; }
trap '[ -z "$server" ] || mux kill-server 2>/dev/null || true; [ -z "$served" ] || kill "$served"; rm -rf "$work"' EXIT

# Waits until the screen shows the text; a run that never does fails.
await() {
	tries=0
	until mux capture-pane -p | grep -qF -- "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { echo "$name: \"$1\" did not come:" >&2; mux capture-pane -p >&2; exit 1; }
		sleep 0.05
	done
}

press() { mux send-keys "$@"; }
type_in() { mux send-keys -l "$1"; }

# open_terminal NAME COLUMNSxROWS COMMAND: a terminal of its own.
open_terminal() {
	name=$1 columns=${2%x*} rows=${2#*x}
	[ -z "$server" ] || mux kill-server 2>/dev/null || true
	server=mailmedic-shots-$$-$name # one each: a server that is killed takes its time
	mux new-session -d -x "$columns" -y "$rows" "$3" \; \
		set -g default-terminal tmux-256color \; set -g status off \; set -sg escape-time 0 \; set -g remain-on-exit on
}

# begin NAME COLUMNSxROWS ARGUMENTS...: the program in it.
begin() {
	begin_name=$1 begin_size=$2
	shift 2
	open_terminal "$begin_name" "$begin_size" "'$program' $*"
}

# draw FILE TITLE: the screen as SVG, once two looks at it are the same.
draw() {
	previous=
	looks=0
	while [ $looks -lt 40 ]; do
		now=$(mux capture-pane -e -p | cksum)
		[ "$now" = "$previous" ] && break
		previous=$now looks=$((looks + 1))
		sleep 0.1
	done
	cursor=$(mux display -p '#{cursor_x},#{cursor_y}')
	[ "$(mux display -p '#{cursor_flag}')" = 1 ] && cursor="-k $cursor" || cursor=
	# shellcheck disable=SC2086
	mux capture-pane -e -p -N | python3 "$here/ansi2svg.py" -c "$columns" -r "$rows" $cursor -t "$2" >"$1"
}

shoot() {
	draw "$work/$name.svg" "${SHOT_TITLE:-mailmedic}"
	rsvg-convert -z "${SHOT_ZOOM:-1.5}" "$work/$name.svg" | pngquant --speed 1 64 - >"$here/$name.png"
	echo "$name.png"
}

# frame SECONDS TITLE: the screen is the next picture of the film.
frame() {
	frames=$((frames + 1))
	draw "$work/frame-$frames.svg" "$2"
	film="$film $1:$work/frame-$frames.svg"
}

log_in() { await "$1"; type_in "$2"; press Enter; }

shot_start() { begin start 80x24 practice; await "Mail address"; shoot; }
shot_walk() { begin walk 80x24 practice all-good; log_in "Password" practice; await "What worked"; press q; await "Transcript"; shoot; }
shot_summary() { begin summary 80x24 practice all-good; log_in "Password" practice; await "What worked"; shoot; }
shot_421() { begin 421 80x24 practice greeting-421-overloaded; await "421"; shoot; }
shot_countdown() { begin countdown 80x24 practice greeting-421-overloaded; await "What you can do"; press 1; await "0:17 left"; shoot; }
shot_535() { begin 535 80x24 practice auth-535-app-password; log_in "Password" practice; await "What you can do"; shoot; }
shot_535_wide() { begin 535-wide 120x40 practice auth-535-app-password; log_in "Password" practice; await "What you can do"; shoot; }
shot_certificate() { begin certificate 80x24 practice tls-wrong-host; await "ertificate"; shoot; }
shot_step() { begin step 80x24 practice all-good --step; await "TCP 127."; press Space; await "EHLO introduces"; shoot; }
shot_compare() { begin compare 100x30 practice auth-535-wrong-password; log_in "Password" letmein; await "What you can do"; press v; shoot; }
shot_walk_wide() { begin walk-wide 120x40 practice all-good; await "Password"; shoot; }
shot_walk_very_wide() { SHOT_ZOOM=1; begin walk-very-wide 200x60 practice all-good; log_in "Password" practice; await "What worked"; press q; await "Steps"; shoot; SHOT_ZOOM=; }
shot_535_very_wide() { SHOT_ZOOM=1; begin 535-very-wide 200x60 practice auth-535-app-password; log_in "Password" practice; await "What you can do"; shoot; SHOT_ZOOM=; }
shot_walk_zh() { begin walk-zh 80x24 practice all-good --lang zh_CN; await "密码"; shoot; }
shot_535_zh() { begin 535-zh 80x24 practice auth-535-app-password --lang zh_CN; log_in "密码" practice; await "您可以做什么"; shoot; }
# Also keeps the report itself, as an example.
shot_report() {
	open_terminal report 80x24 "cd '$work' && '$program' practice auth-535-wrong-password"
	log_in "Password" letmein
	await "What you can do"
	press 1
	log_in "Practice password" letmein
	await "2 passwords were refused"
	press s
	await "Markdown"
	shoot
	press Enter
	await "mailmedic-report-"
	cp "$work"/mailmedic-report-*.md "$here/../docs/report.md"
}

# What mutt says of a wrong password to the same server.
shot_mutt() {
	command -v mutt >/dev/null || { echo 'mutt.png: left as it is, there is no mutt here' >&2; return 0; }
	"$program" serve auth-535-wrong-password >"$work/served" &
	served=$!
	until [ -s "$work/served" ]; do sleep 0.05; done
	read -r _ host port _ ca <"$work/served"
	cat >"$work/muttrc" <<-END
		set smtp_url="smtp://student%40practice.test@$host:$port" smtp_pass="letmein"
		set ssl_starttls=yes ssl_force_tls=yes ssl_ca_certificates_file="${ca#ca=}"
		set from="student@practice.test" realname="Student" use_from=yes
		set folder="$work" spoolfile="$work/inbox" tmpdir="$work" record="" copy=no editor=true
		set abort_unmodified=no autoedit=yes attach_format=" %I %t%4n %m/%M, %s"
	END
	echo hello >"$work/body"
	touch "$work/inbox"
	open_terminal mutt 80x24 "mutt -n -F '$work/muttrc' -s Test -i '$work/body' you@example.org"
	await "To: you@example.org"
	press Enter
	await "Subject: Test"
	press Enter
	await "y:Send"
	press y
	await "SASL authentication failed"
	SHOT_TITLE=mutt
	shoot
	SHOT_TITLE=
	kill "$served"
	served=
}

# A wrong password, then the right one: the second attempt beside the first.
shot_attempts() {
	begin attempts 80x24 practice auth-535-wrong-password
	log_in "Password" letmein
	await "What you can do"
	press 1
	log_in "Practice password" practice
	await "What worked"
	press d
	await "Difference 1"
	shoot
}

# A walk that fails, made to work: all of it in one animated picture.
shot_film() {
	begin film 80x24 practice auth-535-wrong-password
	film= frames=0
	await "Password"; frame 2.5 "mailmedic walks up to the log-in"
	type_in letmein; frame 1.5 "A password is typed"
	press Enter; await "What you can do"; frame 5 "It fails: what happened, what the server said, what to do"
	press 1; await "run 2"; await "Password"; frame 2 "1: type it again"
	type_in practice; frame 1.5 "The right one"
	press Enter; await "What worked"; frame 4 "It works: the settings to write down"
	press q; await "Transcript"; frame 3 "q: what was said"
	press d; await "Difference 1"; frame 5 "d: beside the attempt before"
	# shellcheck disable=SC2086
	python3 "$here/animate.py" $film >"$here/film.svg"
	echo film.svg
}

[ $# -gt 0 ] || set -- start walk walk_wide walk_very_wide walk_zh summary 421 countdown \
	535 535_wide 535_very_wide 535_zh certificate step compare attempts report film mutt
for shot; do "shot_$shot"; done
