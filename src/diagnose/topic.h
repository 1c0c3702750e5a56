/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One help topic as its author wrote it: the YAML head read into plain data, every fault reported by
 * file and line. The body is not read here. See help/README.md for the form.
 */
#ifndef MAILMEDIC_DIAGNOSE_TOPIC_H
#define MAILMEDIC_DIAGNOSE_TOPIC_H

#include "base/error.h"
#include "base/intl.h"
#include "diagnose/diagnosis.h"
#include "diagnose/head.h"
#include "smtp/stage.h"

/* X(enumerator, folder, label) */
#define TOPIC_GROUP_LIST(X)                                                                                  \
	X(BASICS, "basics", N_("Basics"))                                                                    \
	X(CAUSES, "causes", N_("Causes"))                                                                    \
	X(CODES, "codes", N_("Reply codes"))                                                                 \
	X(COMPARE, "compare", N_("Comparisons"))                                                             \
	X(ENHANCED, "enhanced", N_("Detail codes"))                                                          \
	X(PROVIDERS, "providers", N_("Providers"))                                                           \
	X(QUESTIONS, "questions", N_("Questions"))                                                           \
	X(SOFTWARE, "software", N_("Servers"))

enum topic_group {
#define X(name, id, label) GROUP_##name,
	TOPIC_GROUP_LIST(X)
#undef X
	    GROUP_COUNT
};
/* The name of its folder in help/<lang>; static. */
const char *topic_group_id(enum topic_group group);
const char *topic_group_label(enum topic_group group); /* untranslated; static */

enum own_wordings { OWN_WORDINGS_NO, OWN_WORDINGS_GREETING, OWN_WORDINGS_ALWAYS };
enum rule_channel { CHANNEL_ANY, CHANNEL_PLAIN, CHANNEL_TLS };
enum password_kind { PASSWORD_UNKNOWN, PASSWORD_PLAIN, PASSWORD_APP, PASSWORD_API_KEY, PASSWORD_OAUTH_ONLY };

/* The confidence of a rule whose conditions speak against the cause. */
enum { CONFIDENCE_AGAINST = CONFIDENCE_HIGH + 1 };

/* Each record begins with the line of its file. */
struct rule_head {
	int line;
	int confidence; /* enum confidence, or CONFIDENCE_AGAINST */
	int weight;
	int channel;     /* enum rule_channel */
	unsigned stages; /* bit 1 << enum stage, or STAGE_IDLE; 0: any */
	struct text_list any, all, none, code, enhanced, provider, software, mechanism, password, problem;
	struct text_list who, state;    /* identifiers of concepts: one of each near the other */
	struct text_list given, unless; /* identifiers of circumstances */
	char *regex;
	char *example;
};

/* A reply of a provider, and what it means there. */
struct reply_head {
	int line;
	unsigned stages;
	struct text_list any, all, code, enhanced, mechanism, cause;
	char *reply; /* as it is shown */
	char *means; /* translations may leave out all but this */
};

struct answer_head {
	int line;
	char *id;
	char *label;
	struct text_list yes, no; /* identifiers of circumstances */
};

struct fix_head {
	int line;
	int action; /* enum action_kind */
	int seconds;
	char *label; /* translations may leave out all but this */
	char *to;
};

struct server_head {
	int line;
	int port;
	int tls; /* enum tls_mode */
	char *host;
	struct text_list domains; /* of addresses or MX hosts for which this one is; none: for the others */
};

struct source_head {
	int line;
	char *url;
	char *checked;
};

struct topic {
	int line;
	enum topic_group group;
	char *id;
	char *path;
	bool translation; /* read with fewer demands */
	char *title, *summary;
	char *of; /* translations: which English text was translated; see tests/help/stamp.py */
	struct record_list sources; /* struct source_head */
	struct text_list see;
	int who;                  /* enum who */
	struct record_list rules; /* struct rule_head */
	struct record_list fixes; /* struct fix_head */
	struct text_list domains, hosts, mx, wordings, mechanisms;
	struct record_list servers; /* struct server_head */
	struct record_list replies; /* struct reply_head */
	struct record_list answers; /* struct answer_head */
	char *user_name, *user_name_literal, *app_password_page, *checked;
	/* Of the tokens that the provider takes; lists have spaces between their words. */
	char *token_topic, *token_maker, *token_issuers, *token_audiences, *token_scopes;
	int own_wordings;                      /* enum own_wordings: where one of `wordings` always stands */
	int password;                          /* enum password_kind */
	int class;                             /* enum reply_class */
	int log_ins_at_once, log_ins_a_minute; /* that the provider takes from one address; 0: not known */
};

/*
 * Reads the head of the file at `path` into `topic` (uninitialised; the caller finishes it when true
 * is returned). The file's name gives the id. On failure `error` begins with FILE:LINE.
 */
bool topic_read(struct topic *topic, enum topic_group group, const char *path, bool translation,
		struct error *error);
void topic_finish(struct topic *topic);

/* The bytes after the head's closing line in a topic's whole text (the whole text when it has no head). */
const char *topic_body(const char *text);

/* Reads a code of a condition: "535", "4xx", "50x". */
bool topic_parse_code(const char *text, int *ret_low, int *ret_high);

#endif
