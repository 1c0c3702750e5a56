/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What parent and helper say to each other: lines "word value", an empty line at the end. No value has a
 * control character.
 *
 * order:  url URL | connect HOST:PORT:ADDRESS[,ADDRESS] | ca FILE | mailbox ADDRESS (makes it a POST)
 * answer: status NUMBER | redirect URL | failed WORD | server HOST PORT implicit|starttls USER
 *
 * The same for a way through a proxy, which the helper is connected to already (ENGINE_FD_WIRE):
 * order:  tunnel HOST:PORT | proxy socks5h|http | login USER:PASSWORD
 * answer: failed WORD, an identifier of a problem; nothing when the way is open
 */
#ifndef MAILMEDIC_FETCH_PROTOCOL_H
#define MAILMEDIC_FETCH_PROTOCOL_H

enum {
	FETCH_ORDER_MAX = 8 * 1024,
	FETCH_ANSWER_MAX = 32 * 1024,
	FETCH_MS = 5 * 1000, /* for one request in all */
	FETCH_REDIRECT_MAX = 1024,
};

#endif
