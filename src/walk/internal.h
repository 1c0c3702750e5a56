/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of the walk, shared by its files; nobody else includes it. A file calls only those below it here:
 * walk.c (life, loop, engine, user), arrivals.c (what the wire reports), act.c (carries decisions out), the
 * decisions (decide.c, login.c, ending.c), probe.c, commands.c (the table of commands), protocols.c, report.c
 * (events).
 */
#ifndef MAILMEDIC_WALK_INTERNAL_H
#define MAILMEDIC_WALK_INTERNAL_H

#include "engine/engine.h"
#include "sasl/sasl.h"
#include "smtp/mask.h"
#include "walk/commands.h"
#include "walk/event_queue.h"
#include "walk/walk.h"
#include "wire/wire.h"

enum {
	WALK_LINE_MAX = 16 * 1024,  /* one client line; RFC 4954 allows 12288 bytes in AUTH */
	WALK_ENGINE_MS = 10 * 1000, /* the engine only computes: longer means it hangs */
	WALK_ENGINE_STEP_MAX = 64,  /* lines and frames of the engine in one step */
	/* silence before, and patience with, the question whether a port speaks TLS */
	WALK_PROBE_MS = 3 * 1000,
	WALK_LAST_WORD_MS = 1000, /* the same on the connection itself, when its time is over */
	WALK_DEFER_MS = 250,      /* how long a line waits for the next one of its reply, to be masked well */
	WALK_SASL_MS = 20 * 1000, /* the helper may have to iterate a million times, or to ask others */
	WALK_CHALLENGES_MAX = 10, /* 334 replies to one AUTH; none of our mechanisms takes more than four */
	WALK_AUTH_LINE_MAX = 510, /* RFC 4954, 4: a longer line waits with its response for a 334 */
	WALK_BASE64_MAX = 12288,  /* the same: of a response */
	WALK_SENTENCE_MAX = 600,  /* bytes of a note or a detail; the transcript has the rest */
};

/* What the walk waits for the user to do. */
enum user_wait { USER_NONE, USER_STEP, USER_PASSWORD, USER_CERTIFICATE, USER_CLEAR_TEXT, USER_UNOFFERED };

/* What step mode holds that is no line: what the wire waits to do, or TLS after STARTTLS. */
enum deed { DEED_NONE, DEED_OF_WIRE, DEED_STARTTLS };

struct walk {
	struct account account;
	struct walk_options options;
	char *ehlo_name;
	struct wire *wire;
	struct engine *engine;
	unsigned engine_allowance; /* events of the engine that are still taken in this step */
	char *engine_failure;      /* how the engine ended before its work was done, or NULL */
	struct event_queue queue;
	struct facts facts;
	struct mask mask;

	int64_t started;
	enum stage stage;
	int64_t stage_started_us;
	bool stage_open;

	/* Changed by act.c alone, what the user is asked by ask.c. */
	enum peer_expects peer;
	enum walk_command awaited;       /* whose reply is awaited */
	enum walk_command outgoing_held; /* whose line is ready but not sent yet */
	struct strbuf line;              /* that line; may hold secrets: wiped when sent */
	enum walk_command engine_turn;   /* whose line the engine is to supply */
	enum deed deed_held;             /* step mode */
	enum user_wait user_wait;
	int64_t user_wait_started_us;
	int64_t deadline;       /* of what is awaited from server or engine */
	int64_t sign_of_life;   /* when to say that the wait goes on */
	int64_t total_deadline; /* moved on by the time the user took */

	struct reply reply;              /* as received; only for policy */
	struct reply shown;              /* the same, masked and inert; for events */
	struct strbuf incoming_deferred; /* a line of it not reported yet: it may end with a part of the
					    password */
	bool deferred_bare_lf;
	int64_t deferred_until; /* CLOCK_NEVER: none is deferred */
	struct capabilities capabilities;
	size_t address_total; /* of the server */
	bool greeting_done;
	bool out_of_step_noted;
	bool greeting_masked;       /* starred out by a firewall */
	const char *greeting_names; /* another protocol that the greeting names, or NULL */
	/* While nobody greets: does the port speak TLS from the first byte? Tried on a second connection ...
	 */
	struct wire *probe;
	int64_t probe_at;
	bool greeting_probe; /* ... and at the deadline on the connection itself */
	bool tls_done;
	struct tls_facts tls; /* of the handshake */

	char mechanism[MECHANISM_NAME_MAX];
	struct secret *password;
	unsigned challenges;
	struct sasl *sasl;         /* computes for the AUTH under way, or NULL */
	bool sasl_turn;            /* its answer is awaited */
	bool sasl_complete;        /* nothing is missing but the server's verdict */
	enum problem sasl_problem; /* why it gave up: the reply to "*" ends the run with it */
	char *sasl_detail;         /* inert, or NULL */
	enum engine_answer response_kind;
	struct strbuf
	    response; /* Base64, wiped when sent; one that does not fit after AUTH waits for a 334 */

	struct verdict verdict;
	bool decided;
	bool closing; /* what has arrived is reported once more, then the run is over */
	bool over;
};

/* ---- decisions: what is to be done, as plain data */

enum act {
	ACT_NOTHING,
	ACT_AWAIT,      /* the server speaks next: wait for the reply to `command` */
	ACT_SEND,       /* the line of `command` goes to the server */
	ACT_ASK_ENGINE, /* the line goes to the engine, which supplies the line of `command` */
	ACT_START_SASL, /* the helper gets the secret, and answers with the first response */
	ACT_ASK_SASL,   /* the line is a challenge in Base64: the helper supplies the response */
	ACT_START_TLS,
	ACT_ASK_USER, /* `question` */
	ACT_PASS,     /* the stage passed; decide_next says what comes */
	ACT_FAIL,     /* the stage failed: the verdict */
	ACT_SUCCEED,  /* all that was asked for passed: the verdict */
	ACT_LEAVE,    /* the verdict stands: take the next step out */
};

struct decision {
	enum act act;
	enum stage enter;      /* entered first; STAGE_RESOLVE: no other */
	const char *note;      /* said first; inert sentence, translated; may be NULL */
	bool skips_login;      /* a note of its own */
	bool adds_response;    /* walk->response goes after the text */
	const char *mechanism; /* chosen; borrowed, or NULL */
	enum walk_command command;
	const char *line; /* borrowed; NULL: it is in `text` */
	size_t len;
	char text[ENGINE_REPLY_MAX + 1];
	enum user_wait question;
	enum problem problem;
	bool by_reply;                     /* the reply decided; `problem` is what it means, if anything */
	enum problem tls_problem;          /* reported as the state of TLS, or ... */
	const struct tls_facts *tls_facts; /* ... with all that is known; borrowed, or NULL */
	const char *detail;                /* inert, borrowed, or NULL */
};

/* ---- arrivals.c */

/* Takes everything that the wire has to report. */
void arrivals_take(struct walk *walk);
/* The deadline has passed. True: it did in the middle of a line that is no greeting, and that ended the run.
 */
bool arrivals_take_unfinished(struct walk *walk);
/* Reports the line that is deferred, if any, without waiting for the one after it. */
void flush_deferred_line(struct walk *walk);
/* The run ends: reports the lines that have arrived already, so that a 421 after a 535 is seen. Takes none as
 * a reply. */
void arrivals_show_rest(struct walk *walk);

/* ---- act.c */

/* The first stage. */
void act_begin(struct walk *walk);
/* Carries out a decision, and those that follow when a stage passes. */
void act(struct walk *walk, const struct decision *decision);
/* A complete reply has arrived: the peer's expectation follows. */
void act_reply_arrived(struct walk *walk);
/* TLS stands, trusted or not. */
void act_tls_stands(struct walk *walk);
/* The connection failed, or what came is no reply: nothing may be sent any more. */
void act_peer_lost(struct walk *walk);
/* A deadline has passed: who owes a reply is not spoken to. */
void act_peer_silent(struct walk *walk);
/* One line of the message, not the final dot. */
void act_send_text(struct walk *walk, const char *line, size_t len);
/* Sends the line that is ready, unless the server is in the middle of a reply; false: nothing was sent. */
bool act_send_outgoing(struct walk *walk);
/* The wait for a reply goes on past what a person expects: says so, now and then. */
void act_sign_of_life(struct walk *walk);
/* Everything is over: EVENT_FINISHED. */
void act_finish(struct walk *walk);

/* ---- decide.c: replies, lines of the engine, what comes after a stage. Pure. */

/* The stage has passed. */
struct decision decide_next(const struct walk *walk);
/* The reply in walk->reply is complete. */
struct decision decide_reply(const struct walk *walk);
/* What arrived is no reply. */
struct decision decide_broken(const struct walk *walk, enum problem problem);
/* The peer has hung up, or does not answer: `problem` says which. */
struct decision decide_lost(const struct walk *walk, enum problem problem);
/* Encryption stands and the certificate is trusted, or the user goes on despite it. */
struct decision decide_tls_trusted(const struct walk *walk);
/* The handshake is done. */
struct decision decide_tls(const struct walk *walk);
/* The line that the engine supplied for walk->engine_turn. */
struct decision decide_engine_line(const struct walk *walk, const char *line, size_t len);
/* The deadline of what is awaited has passed. */
struct decision decide_deadline(const struct walk *walk);
/* The time for the whole run is over. */
struct decision decide_total_timeout(const struct walk *walk);
/* The user says no to walk->user_wait. */
struct decision decide_declined(const struct walk *walk);
/* The message of --send. */
void decide_message(const struct walk *walk, struct strbuf *message);
/* The detail of a failure: the server's words (inert), marked as such. */
void decision_quote(struct decision *decision, const char *words);
static inline struct decision decision_fail(enum problem problem, const char *detail)
{
	return (struct decision){.act = ACT_FAIL, .problem = problem, .detail = detail};
}
static inline struct decision decision_send(enum walk_command command, const char *line, size_t len)
{
	return (struct decision){.act = ACT_SEND, .command = command, .line = line, .len = len};
}

/* ---- login.c: AUTH (RFC 4954). Pure. */

/* EHLO is done: the mechanism, consent, password; or no log-in at all. */
struct decision login_begin(const struct walk *walk);
/* The password is known: what is to be done with it, or why it cannot be used. */
struct decision login_hand_over(const struct walk *walk);
/* The helper has supplied the response in walk->response. */
struct decision login_respond(const struct walk *walk);
/* The helper gives up, or has died: walk->sasl_problem says why. */
struct decision login_give_up(const struct walk *walk);
struct decision login_engine_line(const struct walk *walk, const char *line, size_t len);
struct decision login_challenge(const struct walk *walk);
/* 235, or what is wrong with it. */
struct decision login_accepted(const struct walk *walk);
bool login_is_skipped(const struct walk *walk);
/* While the helper has the turn: whether it waits for another server. */
bool login_asks_others(const struct walk *walk);
/* Whom to act for (RFC 4422, 3.4.1); "": who logs in. */
const char *login_acts_for(const struct walk *walk);

/* ---- ending.c: what a failure means. Pure. */

/* The verdict on the present stage. `verdict->detail` is borrowed from the decision. */
void ending_judge(const struct walk *walk, const struct decision *decision, struct verdict *ret_verdict);
/* The verdict shows the reply. */
bool ending_by_reply(const struct verdict *verdict);
/* Whether the server, if it expects anything, is to be told that we leave. */
bool ending_sends_quit(enum problem problem);

/* ---- ask.c */

/* Asks; the run stands still until the answer. The event is the question. */
void ask_user(struct walk *walk, enum user_wait wait, struct event event);
/* For the password, or for consent. */
void ask_question(struct walk *walk, const struct decision *decision);
/* Connects, or begins TLS, as the stage has it; in step mode when the user says so. */
void ask_or_do(struct walk *walk, enum deed deed);
/* True when the user was asked this; the time the user took is not counted. */
bool ask_answered(struct walk *walk, enum user_wait wait);

/* ---- probe.c */

/* Called while the greeting is awaited; starts the probe when its time has come. True: the port speaks TLS
 * from the first byte. */
bool probe_step(struct walk *walk, const struct loop *loop);
void probe_want(const struct walk *walk, struct loop *loop);
void probe_end(struct walk *walk);

/* ---- report.c */

/* Emits an event, with time and stage filled in. */
void walk_emit(struct walk *walk, struct event event);
void walk_note(struct walk *walk, const char *text);

/* A line of ours (without CR LF), masked. */
void report_sent(struct walk *walk, const char *line, size_t len);
/* The walk goes on without a log-in: why. */
void report_skipped_login(struct walk *walk);
/* What is awaited now (untranslated), clock_now() ms. */
void report_waiting(struct walk *walk, const char *text, int64_t until);
/* Whether the server asked for a certificate of the user, whose it takes, and whether it got one. */
void report_client_certificate(struct walk *walk, const struct tls_facts *tls);
/* Who looks the server's name up, and so learns it: said before it happens. */
void report_proxy(struct walk *walk, const char *proxy);
/* What the helper tells of a line that is hidden. */
void report_field(struct walk *walk, const char *text, size_t len);
/* TLS will not be: nothing is known of it but why. */
void report_tls_problem(struct walk *walk, enum problem problem);

/* Patience with one step, in ms. */
int64_t walk_step_ms(const struct walk *walk);

#endif
