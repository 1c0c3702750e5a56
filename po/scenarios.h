/* Made by po/update.py: texts of src/practice/scenarios. Not compiled. */
/* all-good-implicit-tls */ N_("Everything works (TLS from the first byte)")
/* all-good-implicit-tls */ N_("On a port like 465 the connection is encrypted before the greeting, so there "
			       "is no STARTTLS and only one EHLO. Log in with the password `practice`.")
/* all-good */ N_("Everything works (STARTTLS)")
/* all-good */ N_("This is how a healthy run looks: greeting, EHLO, STARTTLS, EHLO again, AUTH. Log in with "
		  "the password `practice` and compare the steps with those of a failing server.")
/* auth-421-throttled */ N_("421: too many log-ins in a short time")
/* auth-421-throttled */ N_(
    "A 421 in answer to AUTH says nothing about the password: the server limits how often you may log in. "
    "Each further try can make it longer; here the limit is lifted 30 seconds after the first connection.")
/* auth-454-backend-down */ N_("454: the log-in service is down")
/* auth-454-backend-down */ N_(
    "454 means that the server could not check the password, not that it is wrong. Keep your settings and "
    "retry: here the log-in service is back 20 seconds after the first try.")
/* auth-504-mechanism */ N_("504: the server refuses the log-in method")
/* auth-504-mechanism */ N_("The server lists PLAIN but cannot carry it out. The password `practice` is "
			    "right; choose another method from the list: LOGIN, which is as safe inside TLS.")
/* auth-535-app-password */ N_("535: the server wants an app password")
/* auth-535-app-password */ N_(
    "Some providers refuse the password of the web page in mail programs and want an app password instead. "
    "Log in with `practice` first; the app password is `abcd efgh ijkl mnop`.")
/* auth-535-smtp-auth-disabled */ N_("535: sending by password is switched off")
/* auth-535-smtp-auth-disabled */ N_(
    "The password `practice` is right, yet no password will help: the organisation has switched off SMTP "
    "log-in. Only its administrator can switch it on, so the fix is a text to send to them.")
/* auth-535-username-form */ N_("535: the user name has the wrong form")
/* auth-535-username-form */ N_("The password `practice` is right, but this server knows the user as "
				"`student`, without `@practice.test`. A 535 never says which half is wrong: "
				"try the other form of the name before you change a password.")
/* auth-535-wrong-password */ N_("535: wrong password")
/* auth-535-wrong-password */ N_(
    "535 means that the server refused the user name and password. Type a wrong password first, for example "
    "`letmein`, read the explanation, then choose to type it again: `practice` is right.")
/* auth-538-needs-tls */ N_("538: the server wants encryption first")
/* auth-538-needs-tls */ N_(
    "The account is set to no encryption. The server offers STARTTLS and takes log-ins only inside TLS: "
    "change the setting to STARTTLS and log in with `practice`.")
/* drop-after-ehlo */ N_("The server hangs up after EHLO")
/* drop-after-ehlo */ N_(
    "The server answers EHLO and closes at once, without a word. Something behind it has crashed or a filter "
    "cut the connection: only its administrator can see why in the log.")
/* ehlo-421-shutdown */ N_("421: the server is shutting down")
/* ehlo-421-shutdown */ N_(
    "A 421 can come at any moment, here as the answer to EHLO: the server is being restarted and hangs up. "
    "It is back 15 seconds after the first try; retry, and change nothing.")
/* greeting-421-overloaded */ N_("421: the server is overloaded")
/* greeting-421-overloaded */ N_(
    "421 in the greeting says that the service is not available now; nothing about your settings is wrong. "
    "This server answers again 20 seconds after the first try: wait, then try again.")
/* greeting-421-too-many-connections */ N_("421: too many connections")
/* greeting-421-too-many-connections */ N_(
    "Each program and device with this account holds a connection, and the server allows only so many. Close "
    "other mail programs or wait: here a place is free 20 seconds after the first try.")
/* greeting-554-blocked */ N_("554: your address is blocked")
/* greeting-554-blocked */ N_(
    "The server refuses the network address you come from before it knows who you are. A password cannot "
    "help; try another network, or ask the administrator or the block list named in the reply.")
/* greeting-silent */ N_("The server says nothing")
/* greeting-silent */ N_(
    "The connection is made but no greeting comes. The port may expect TLS at once, a firewall may be in "
    "between, or the server hangs: check the port, then ask the administrator.")
/* idle-421-timeout */ N_("421: the server hung up on a silent connection")
/* idle-421-timeout */ N_(
    "A server that hears nothing for too long sends a 421 that nobody asked for and closes. Here it does so "
    "on the first connection as soon as EHLO is answered; simply connect again.")
/* login-only */ N_("The server knows only the LOGIN method")
/* login-only */ N_("Older servers offer nothing but AUTH LOGIN, which asks for user name and password one "
		    "after the other. Inside TLS that is fine: log in with `practice`.")
/* mail-553-sender-not-owned */ N_("553: you may not send with this address")
/* mail-553-sender-not-owned */ N_(
    "The log-in works, but MAIL is refused: the sender must be an address of this account, and here that is "
    "alias@practice.test. Change the sender, not the password.")
/* ntlm-only */ N_("Only NTLM is offered")
/* ntlm-only */ N_("The server offers nothing but NTLM, the old sign-in of Windows networks. mailmedic does "
		   "not take it by itself. Read why, and what to ask the administrator for.")
/* rcpt-550-relay-denied */ N_("550: the server will not pass this mail on")
/* rcpt-550-relay-denied */ N_(
    "The log-in works, but this server delivers only to its own users, here alias@practice.test. For mail to "
    "others it must be told to relay for you, or you need the provider's submission server.")
/* scram-false-proof */ N_("The server cannot prove itself")
/* scram-false-proof */ N_("Here somebody answers who does not know your password. In SCRAM the server has "
			   "to prove itself, too, and mailmedic stops when it cannot. The password "
			   "`practice` was not given away: PLAIN would have sent it.")
/* scram-good */ N_("SCRAM proves the password without sending it")
/* scram-good */ N_(
    "This server takes SCRAM-SHA-256. Log in with the password `practice` and look at the log-in exchange: "
    "two nonces, a salt, a number of iterations, a proof from each side, and nowhere the password.")
/* tls-client-certificate */ N_("The server demands a certificate from you")
/* tls-client-certificate */ N_(
    "No password is asked for: this server lets in only who shows a certificate of its own. See what it "
    "says, who can give you one, and where its file is named (`--tls-cert`).")
/* tls-expired */ N_("The certificate has expired")
/* tls-expired */ N_("The server's certificate ran out some days ago and its administrator has to renew it. "
		     "Check your own clock first: with a wrong date every certificate looks expired.")
/* tls-implicit-on-starttls-port */ N_("TLS from the first byte, but STARTTLS is set")
/* tls-implicit-on-starttls-port */ N_(
    "The port expects TLS at once and the client waits for a greeting, so both are silent. Change the "
    "encryption to TLS from the first byte (implicit, as on port 465).")
/* tls-not-offered */ N_("The server offers no encryption")
/* tls-not-offered */ N_(
    "STARTTLS is not in the list of capabilities, so a log-in would show the password to the network. "
    "mailmedic stops before that; look for another port or server, or agree to plain text for this run.")
/* tls-self-signed */ N_("The certificate is signed by itself")
/* tls-self-signed */ N_("Nobody vouches for this certificate: the server signed it itself. On a server of "
			 "your own compare its fingerprint before you go on; at a provider it is a warning.")
/* tls-wrong-host */ N_("The certificate is for another host")
/* tls-wrong-host */ N_(
    "The certificate names mail.elsewhere.test, not the host you asked for. Often the right host name is the "
    "one in the certificate; it can also mean that someone is in between.")
/* token-expired */ N_("535: the token has run out")
/* token-expired */ N_("This server takes tokens (OAuth), no passwords. The first practice token ran out "
		       "twelve minutes ago: mailmedic reads that before it is sent. Send it all the same, "
		       "look at the server's answer in the log-in exchange, then log in with a fresh token.")
/* token-lacks-scope */ N_("535: the token may read but not send")
/* token-lacks-scope */ N_(
    "The first practice token may read mail by IMAP and lacks SMTP.Send. The server says so itself: its "
    "answer is JSON with the status insufficient_scope. The second one has both scopes.")
/* token-other-service */ N_("535: the token is for another service")
/* token-other-service */ N_("A token opens one door only. The first practice token is for Microsoft Graph, "
			     "so the mail server refuses it although it is fresh and of the right user. The "
			     "second one was asked for with the mail server's own scope.")
