#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes every screenshot anew from real runs against the practice server: screenshots/make.sh [NAME...]
# Needs a build in build/, tmux, rsvg-convert, pngquant, python3 and the fonts DejaVu Sans Mono and Noto Sans CJK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${MAILMEDIC:-$here/../build/src/mailmedic}
server=
work=$(mktemp -d)
export LC_ALL=C.UTF-8 HOME="$work" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data"
unset TMUX NO_COLOR || true

mux() { tmux -L "$server" -f /dev/null "$@"; }
trap '[ -z "$server" ] || mux kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

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

# begin NAME COLUMNSxROWS ARGUMENTS...: starts the program in a terminal of its own.
begin() {
	name=$1 columns=${2%x*} rows=${2#*x}
	shift 2
	[ -z "$server" ] || mux kill-server 2>/dev/null || true
	server=mailmedic-shots-$$-$name # one each: a server that is killed takes its time
	mux new-session -d -x "$columns" -y "$rows" "${SHOT_ENV:-env} '$program' $*" \; \
		set -g default-terminal tmux-256color \; set -g status off \; set -sg escape-time 0 \; set -g remain-on-exit on
}

# Takes the picture once two looks at the screen are the same.
shoot() {
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
	mux capture-pane -e -p -N | python3 "$here/ansi2svg.py" -c "$columns" -r "$rows" $cursor -t mailmedic >"$work/$name.svg"
	rsvg-convert -z "${SHOT_ZOOM:-1.5}" "$work/$name.svg" | pngquant --speed 1 64 - >"$here/$name.png"
	echo "$name.png"
}

log_in() { await "$1"; type_in "$2"; press Enter; }

shot_start() { begin start 80x24 practice; await "Mail address"; shoot; }
shot_walk() { begin walk 80x24 practice all-good; await "Password"; shoot; }
shot_summary() { begin summary 80x24 practice all-good; log_in "Password" practice; await "What worked"; shoot; }
shot_421() { begin 421 80x24 practice greeting-421-overloaded; await "421"; shoot; }
shot_countdown() { begin countdown 80x24 practice greeting-421-overloaded; await "What you can do"; press 1; await "1:57 left"; shoot; }
shot_535() { begin 535 80x24 practice auth-535-app-password; log_in "Password" practice; await "What you can do"; shoot; }
shot_535_wide() { begin 535-wide 120x40 practice auth-535-app-password; log_in "Password" practice; await "What you can do"; shoot; }
shot_certificate() { begin certificate 80x24 practice tls-wrong-host; await "ertificate"; shoot; }
shot_step() { begin step 80x24 practice all-good --step; await "EHLO"; shoot; }
shot_compare() { begin compare 100x30 practice auth-535-wrong-password; log_in "Password" letmein; await "What you can do"; press v; shoot; }
shot_walk_wide() { begin walk-wide 120x40 practice all-good; await "Password"; shoot; }
shot_walk_very_wide() { SHOT_ZOOM=1; begin walk-very-wide 200x60 practice all-good; log_in "Password" practice; await "What worked"; press q; await "Steps"; shoot; SHOT_ZOOM=; }
shot_535_very_wide() { SHOT_ZOOM=1; begin 535-very-wide 200x60 practice auth-535-app-password; log_in "Password" practice; await "What you can do"; shoot; SHOT_ZOOM=; }
shot_walk_zh() { begin walk-zh 80x24 practice all-good --lang zh_CN; await "密码"; shoot; }
shot_535_zh() { begin 535-zh 80x24 practice auth-535-app-password --lang zh_CN; log_in "密码" practice; await "您可以做什么"; shoot; }
shot_report() { begin report 80x24 practice auth-535-wrong-password; log_in "Password" letmein; await "What you can do"; press s; await "Markdown"; shoot; }
# A wrong password, then the right one: the second attempt beside the first.
shot_attempts() {
	begin attempts 80x24 practice auth-535-wrong-password
	log_in "Password" letmein
	await "What you can do"
	press 1
	log_in "Password" practice
	await "What worked"
	press d
	await "Difference 1"
	shoot
}

[ $# -gt 0 ] || set -- start walk walk_wide walk_very_wide walk_zh summary 421 countdown \
	535 535_wide 535_very_wide 535_zh certificate step compare attempts report
for shot; do "shot_$shot"; done
