/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name server on loopback, in a child process: answers by the name that is asked for. */
#ifndef MAILMEDIC_TESTS_WIRE_NAMESERVER_H
#define MAILMEDIC_TESTS_WIRE_NAMESERVER_H

#include <sys/types.h>

/*
 * Starts it and points MAILMEDIC_NAMESERVERS at it. It knows:
 *   v4.example.test        A 127.0.0.1           v6.example.test       AAAA ::1
 *   both.example.test      A 127.0.0.1, AAAA ::1 three.example.test    A 127.0.0.2, .3, .1
 *   alias.example.test     CNAME v4.example.test empty.example.test    exists, no address
 *   servfail.example.test  SERVFAIL              refused.example.test  REFUSED
 *   silent.example.test    no answer             lame6.example.test    A 127.0.0.1, no answer to AAAA
 *   xn--bcher-kva.test     A 127.0.0.1           cut.example.test      truncated: TCP wanted
 * and NXDOMAIN for everything else.
 */
pid_t nameserver_start(void);
void nameserver_stop(pid_t pid);

#endif
