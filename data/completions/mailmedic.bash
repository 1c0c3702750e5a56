# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for mailmedic

_mailmedic() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local commands="practice check explain serve replay help"
	local options="-s --server -p --port -4 --ipv4 -6 --ipv6 --timeout --tls --tls-ca-path --tls-sni -a --auth
		-au --auth-user --auth-password-file --ehlo -f --from -t --to -q --quit-after --send --step --format --lang
		--no-color --plain --record --list --listen --stage --jsonl --lint -h --help -V --version"
	case $previous in
	--tls) COMPREPLY=($(compgen -W "auto starttls implicit none" -- "$word")) ;;
	--format) COMPREPLY=($(compgen -W "text json markdown" -- "$word")) ;;
	--lang) COMPREPLY=($(compgen -W "en zh_CN" -- "$word")) ;;
	-a | --auth) COMPREPLY=($(compgen -W "PLAIN LOGIN CRAM-MD5" -- "$word")) ;;
	-q | --quit-after) COMPREPLY=($(compgen -W "CONNECT BANNER EHLO TLS AUTH MAIL RCPT" -- "$word")) ;;
	--stage) COMPREPLY=($(compgen -W "greeting ehlo tls auth mail rcpt data idle" -- "$word")) ;;
	--tls-ca-path | --auth-password-file | --lint | --record | replay) COMPREPLY=($(compgen -f -- "$word")) ;;
	-s | --server | -p | --port | --timeout | --tls-sni | -au | --auth-user | --ehlo | -f | --from | -t | --to | --listen) ;;
	practice | serve)
		COMPREPLY=($(compgen -W "$(mailmedic practice --list 2>/dev/null | cut -f1)" -- "$word"))
		;;
	*)
		if [[ $word == -* ]]; then
			COMPREPLY=($(compgen -W "$options" -- "$word"))
		elif ((COMP_CWORD == 1)); then
			COMPREPLY=($(compgen -W "$commands" -- "$word"))
		fi
		;;
	esac
}
complete -F _mailmedic mailmedic
