# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for mailmedic

_mailmedic_command() {
	local word
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		practice | check | explain | find | serve | replay | help)
			echo "$word"
			return
			;;
		esac
	done
}

_mailmedic_value() {
	case $1 in
	--tls) COMPREPLY=($(compgen -W "auto starttls implicit none" -- "$2")) ;;
	--proxy) COMPREPLY=($(compgen -W "none socks5h:// socks5:// http://" -- "$2")) ;;
	--ask) COMPREPLY=($(compgen -W "none provider all" -- "$2")) ;;
	--format) COMPREPLY=($(compgen -W "text json markdown nagios prometheus" -- "$2")) ;;
	--lang) COMPREPLY=($(compgen -W "en zh_CN" -- "$2")) ;;
	-a | --auth) COMPREPLY=($(compgen -W "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM GSSAPI XOAUTH2 OAUTHBEARER EXTERNAL" -- "$2")) ;;
	-q | --quit-after) COMPREPLY=($(compgen -W "CONNECT BANNER EHLO TLS AUTH MAIL RCPT" -- "$2")) ;;
	--stage) COMPREPLY=($(compgen -W "greeting ehlo tls auth mail rcpt data idle" -- "$2")) ;;
	-p | --port) COMPREPLY=($(compgen -W "587 465 25" -- "$2")) ;;
	-s | --server | --tls-sni | --ehlo) COMPREPLY=($(compgen -A hostname -- "$2")) ;;
	--tls-ca-path | --tls-cert | --tls-key | --proxy-login-file | --auth-password-file | --auth-token-file | --record | --output | --accounts | --scenario) COMPREPLY=($(compgen -f -- "$2")) ;;
	--auth-token-command | --auth-password-command) COMPREPLY=($(compgen -c -- "$2")) ;;
	--timeout | -au | --auth-user | -f | --from | -t | --to | --listen | --answer | -w | --warning | -c | --critical | --cert-days | --jobs | --per-server | --per-minute) ;;
	*) return 1 ;;
	esac
}

_mailmedic() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command
	local options="-s --server -p --port -4 --ipv4 -6 --ipv6 --timeout --proxy --proxy-login-file --tls --tls-ca-path --tls-cert --tls-key --tls-sni -a --auth
		-au --auth-unoffered --no-auth --auth-user --auth-password-file --auth-token-file --auth-token-command --auth-password-command --accounts --jobs --per-server --per-minute --ehlo -f --from -t --to -q --quit-after --send --step --format --output -w --warning -c --critical --cert-days --lang
		--no-color --plain --record --scenario --list --listen --stage --answer --ask --ask-elsewhere --jsonl --lint -h --help -V --version"
	command=$(_mailmedic_command)
	COMPREPLY=()
	# bash takes the = of --tls=implicit as a word of its own
	if [[ $word == = ]]; then
		word=
	elif [[ $previous == = ]]; then
		previous=${COMP_WORDS[COMP_CWORD-2]}
	fi
	_mailmedic_value "$previous" "$word" && return
	if [[ $word == -* ]]; then
		COMPREPLY=($(compgen -W "$options" -- "$word"))
		return
	fi
	case $command in
	practice | serve)
		COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" practice --list 2>/dev/null | cut -f1)" -- "$word"))
		;;
	replay) COMPREPLY=($(compgen -f -- "$word")) ;;
	explain) [[ " ${COMP_WORDS[*]} " == *" --lint "* ]] && COMPREPLY=($(compgen -d -- "$word")) ;;
	"") COMPREPLY=($(compgen -W "practice check explain find serve replay help" -- "$word")) ;;
	esac
}
complete -F _mailmedic mailmedic
