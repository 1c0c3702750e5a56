/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which source is asked when: silent ones first, then the name server, and only when nobody knows anything,
 * names that are made up. A source that is certain ends the search.
 */
#include "discover/discovery.h"

#include "account/proxy.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "discover/look_alike.h"
#include "discover/pages.h"
#include "discover/sources.h"
#include "wire/address.h"
#include "wire/dns_lookup.h"
#include "wire/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 320, GUESS_COUNT = 5 };

/* What is put in front of the domain; the last one nobody would have, so that it shows a name server that has
 * an address for everything. */
static const char *const guesses[GUESS_COUNT] = {"smtp.", "mail.", "", "mx.", "mailmedic-no-such-name-"};

enum phase { PHASE_DNS, PHASE_GUESSES, PHASE_TESTS, PHASE_DONE };

enum question { QUESTION_SUBMISSIONS, QUESTION_SUBMISSION, QUESTION_MX, QUESTION_COUNT };

struct guess {
	struct resolve *resolve; /* NULL: over, or not begun */
	char *host;
	struct address_list addresses; /* empty: there is no such name */
	size_t asked;                  /* its place in discovery->asked */
	int64_t began;
};

struct discovery_work {
	enum phase phase;
	struct dns_lookup *lookup; /* NULL: over */
	struct pages *pages;       /* NULL: nobody is asked */
	size_t asked[QUESTION_COUNT];
	char mx[DNS_NAME_MAX]; /* the best one; "": not known */
	struct guess guesses[GUESS_COUNT];
};

/* --- what was asked --- */

static size_t note_question(struct discovery *discovery, const char *name, const char *type)
{
	struct asked *asked = &discovery->asked[discovery->asked_count];

	*asked = (struct asked){.who = N_("your name server"), .sent = N_("the domain")};
	snprintf(asked->what, sizeof asked->what, "%s %s", name, type);
	return discovery->asked_count++;
}

static void note_answer(struct discovery *discovery, size_t index, const char *outcome, int64_t ms)
{
	discovery->asked[index].outcome = outcome;
	discovery->asked[index].ms = ms;
	discovery->changes++;
}

/* --- topics --- */

/* True when a topic settles the matter. */
static bool ask_topics(struct discovery *discovery)
{
	const struct discovery_options *options = &discovery->options;
	const char *provider = kb_provider(options->kb, discovery->domain, NULL);
	bool is_organisation = kb_provider_is_organisation(options->kb, provider);

	discovery->provider = provider;
	if (options->account->host != NULL && options->account->host_origin == ORIGIN_TYPED)
		sources_add_typed(discovery);
	if (provider == NULL)
		return false;
	discovery->has_no_smtp = kb_provider_has_no_smtp(options->kb, provider);
	sources_add_topic(discovery, provider, discovery->domain,
			  is_organisation ? SOURCE_ORGANISATION : SOURCE_TOPIC);
	return true;
}

/* --- name server --- */

static bool begin_dns(struct discovery *discovery, struct error *error)
{
	static const struct {
		const char *prefix;
		enum dns_type type;
		const char *word;
	} questions[QUESTION_COUNT] = {
	    [QUESTION_SUBMISSIONS] = {"_submissions._tcp.", DNS_SRV, "SRV"},
	    [QUESTION_SUBMISSION] = {"_submission._tcp.", DNS_SRV, "SRV"},
	    [QUESTION_MX] = {"", DNS_MX, "MX"},
	};
	struct discovery_work *work = discovery->work;
	char name[NAME_MAX_BYTES];

	if (!dns_lookup_create(clock_now() + DNS_PATIENCE_MS, &work->lookup, error))
		return false;
	for (int i = 0; i < QUESTION_COUNT; i++) {
		snprintf(name, sizeof name, "%s%s", questions[i].prefix, discovery->domain);
		work->asked[i] = note_question(discovery, name, questions[i].word);
		dns_lookup_ask(work->lookup, name, questions[i].type);
	}
	work->phase = PHASE_DNS;
	if (account_proxy(discovery->options.account) == NULL) /* pages would be asked for directly */
		work->pages = pages_create(discovery);
	return true;
}

static bool is_null(const struct dns_answer *answer)
{
	return answer->outcome == DNS_FOUND && answer->count == 1 && *answer->records[0].name == '\0';
}

static void take_mx(struct discovery *discovery, const struct dns_answer *answer)
{
	const struct kb *kb = discovery->options.kb;
	const char *mx = sources_best_mx(kb, answer);
	const char *provider = kb_provider_by_mx(kb, mx);

	memcpy(discovery->work->mx, mx, strlen(mx) + 1);
	discovery->takes_no_mail = is_null(answer);
	discovery->no_such_domain = answer->outcome == DNS_NO_SUCH_NAME && discovery->candidates.count == 0 &&
				    !discovery->declines_submission;
	if (provider == NULL) {
		pages_ask_by_mx(discovery->work->pages, mx);
		return;
	}
	discovery->provider = provider;
	discovery->has_no_smtp = kb_provider_has_no_smtp(kb, provider);
	sources_add_topic(discovery, provider, mx, SOURCE_MX);
}

static void take_answers(struct discovery *discovery)
{
	struct discovery_work *work = discovery->work;
	const struct dns_answer *answers[QUESTION_COUNT];
	bool any = false;

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		answers[i] = dns_lookup_answer(work->lookup, i);
		any = any || answers[i]->outcome == DNS_FOUND || answers[i]->outcome == DNS_EMPTY ||
		      answers[i]->outcome == DNS_NO_SUCH_NAME;
	}
	if (!any || answers[QUESTION_MX]->outcome == DNS_LOOP)
		discovery->dns_failure = answers[QUESTION_MX]->outcome;
	discovery->declines_submission =
	    is_null(answers[QUESTION_SUBMISSIONS]) && is_null(answers[QUESTION_SUBMISSION]);
	sources_add_srv(discovery, answers[QUESTION_SUBMISSIONS], TLS_IMPLICIT);
	sources_add_srv(discovery, answers[QUESTION_SUBMISSION], TLS_STARTTLS);
	take_mx(discovery, answers[QUESTION_MX]);
}

/* --- guesses --- */

static bool begin_guess(struct discovery *discovery, size_t index, struct error *error)
{
	struct guess *guess = &discovery->work->guesses[index];
	char name[NAME_MAX_BYTES], label[16] = "";

	if (index + 1 == GUESS_COUNT)
		snprintf(label, sizeof label, "%04x.", (unsigned)clock_now() & 0xffff);
	snprintf(name, sizeof name, "%s%s%s", guesses[index], label, discovery->domain);
	guess->host = mem_strdup(name);
	guess->asked = note_question(discovery, name, "A AAAA");
	guess->began = clock_now();
	return resolve_create(name, 587, discovery->options.account->family, guess->began + DNS_PATIENCE_MS,
			      &guess->resolve, error);
}

static void finish_guess(struct discovery *discovery, struct guess *guess, enum problem problem)
{
	guess->addresses = resolve_take_addresses(guess->resolve);
	resolve_destroy(guess->resolve);
	guess->resolve = NULL;
	note_answer(discovery, guess->asked, problem == PROBLEM_NONE ? "found" : problem_id(problem),
		    clock_now() - guess->began);
}

static bool has_same_address(const struct address_list *one, const struct address_list *other)
{
	return one->count > 0 && other->count > 0 && strcmp(one->items[0].text, other->items[0].text) == 0;
}

static void take_guesses(struct discovery *discovery)
{
	struct guess *guesses_made = discovery->work->guesses;
	const struct address_list *any_name = &guesses_made[GUESS_COUNT - 1].addresses;

	discovery->answers_everything = any_name->count > 0;
	for (size_t i = 0; i + 1 < GUESS_COUNT; i++) {
		if (guesses_made[i].addresses.count > 0 &&
		    !has_same_address(&guesses_made[i].addresses, any_name))
			sources_add_guess(discovery, guesses_made[i].host);
	}
}

/* --- from one phase to the next --- */

/* Who said it is known to us, or the user did: only then may it be a server in the own network. */
static bool may_be_private(const struct candidate *candidate)
{
	return candidate->traces[FIELD_HOST].source <= SOURCE_TOPIC;
}

/* A domain that a topic knows is not asked about, only the server. */
static void ask_promises(struct discovery *discovery)
{
	const struct candidate *best = &discovery->candidates.items[0];
	struct promises_about about = {.port = best->port};
	struct server_name name;
	bool knows_mx = *discovery->work->mx != '\0';

	if (!server_name_parse(best->host, &name, NULL))
		return;
	about.host = name.is_literal ? NULL : name.ascii;
	about.domain = knows_mx ? discovery->domain : NULL;
	about.mx = knows_mx ? discovery->work->mx : NULL;
	promises_begin(&discovery->promises, &about);
	server_name_finish(&name);
}

/* The best candidate with all the usual ports, the others as they are. */
static void begin_tests(struct discovery *discovery)
{
	struct reach *reach = &discovery->reach;

	for (size_t i = 0; i < discovery->candidates.count; i++) {
		const struct candidate *candidate = &discovery->candidates.items[i];
		size_t host = reach_add_host(reach, candidate->host, may_be_private(candidate));
		if (host == SIZE_MAX)
			continue;
		if (i == 0)
			reach_add_matrix(reach, host, candidate->port, candidate->tls);
		else
			reach_add_port(reach, host, candidate->port, candidate->tls);
	}
	if (discovery->options.wants_control)
		reach_add_control(reach);
	discovery->work->phase = PHASE_TESTS;
	reach->dns_is_silent = discovery->dns_failure == DNS_SILENT;
	if (!discovery->asks_nobody && discovery->dns_failure == DNS_WAITING)
		ask_promises(discovery);
	reach_start(reach);
}

static void step_tests(struct discovery *discovery, const struct loop *loop)
{
	struct reach *reach = &discovery->reach;
	unsigned before = reach->changes;

	reach_step(reach, loop);
	promises_step(&discovery->promises, loop);
	discovery->changes += reach->changes - before;
	if (!reach->done || !promises_are_known(&discovery->promises))
		return;
	discovery->changes++;
	discovery->work->phase = PHASE_DONE;
	discovery->done = true;
}

const struct port_result *discovery_test_of(const struct discovery *discovery, size_t candidate)
{
	const struct candidate *tested = &discovery->candidates.items[candidate];

	return reach_find(&discovery->reach, tested->host, tested->port, tested->tls);
}

static void finish(struct discovery *discovery)
{
	const struct candidate_list *list = &discovery->candidates;

	if (list->count == 0 ||
	    list->items[0].confidence != FINDING_HIGH) /* who squats on a name has records, too */
		discovery->did_you_mean = look_alike_find(discovery->options.kb, discovery->domain);
	discovery->searched = true;
	discovery->changes++;
	if (discovery->options.wants_tests && list->count > 0) {
		begin_tests(discovery);
		return;
	}
	discovery->work->phase = PHASE_DONE;
	discovery->done = true;
}

/* A made-up name is worth nothing where somebody has spoken, or where no name can be looked up. */
static bool wants_guesses(const struct discovery *discovery)
{
	return discovery->candidates.count == 0 && !discovery->has_no_smtp &&
	       !discovery->declines_submission && !discovery->no_such_domain &&
	       discovery->dns_failure == DNS_WAITING;
}

static void end_dns(struct discovery *discovery)
{
	take_answers(discovery);
	dns_lookup_destroy(discovery->work->lookup);
	discovery->work->lookup = NULL;
}

/* The name server and the pages have spoken. */
static void end_asking(struct discovery *discovery)
{
	if (!wants_guesses(discovery)) {
		finish(discovery);
		return;
	}
	discovery->work->phase = PHASE_GUESSES;
	for (size_t i = 0; i < GUESS_COUNT; i++)
		begin_guess(discovery, i, NULL);
}

static void step_dns(struct discovery *discovery, const struct loop *loop)
{
	struct discovery_work *work = discovery->work;

	dns_lookup_step(work->lookup, loop);
	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		const struct dns_answer *answer = dns_lookup_answer(work->lookup, i);
		if (answer->outcome == DNS_WAITING || discovery->asked[work->asked[i]].outcome != NULL)
			continue;
		discovery->asked[work->asked[i]].is_signed = answer->is_signed;
		discovery->asked[work->asked[i]].left_out = answer->left_out;
		note_answer(discovery, work->asked[i], dns_outcome_id(answer->outcome), answer->ms);
	}
	if (dns_lookup_done(work->lookup))
		end_dns(discovery);
}

static void step_asking(struct discovery *discovery, const struct loop *loop)
{
	struct discovery_work *work = discovery->work;

	if (work->lookup != NULL)
		step_dns(discovery, loop);
	pages_step(work->pages, loop);
	if (work->lookup == NULL && pages_are_done(work->pages))
		end_asking(discovery);
}

static void step_guesses(struct discovery *discovery, const struct loop *loop)
{
	struct guess *list = discovery->work->guesses;
	enum problem problem;
	bool waiting = false;

	for (size_t i = 0; i < GUESS_COUNT; i++) {
		if (list[i].resolve == NULL)
			continue;
		resolve_step(list[i].resolve, loop);
		if (resolve_done(list[i].resolve, &problem))
			finish_guess(discovery, &list[i], problem);
		else
			waiting = true;
	}
	if (waiting)
		return;
	take_guesses(discovery);
	finish(discovery);
}

/* --- life --- */

/* An address at a literal ("user@[192.0.2.1]") names its server. */
static bool add_literal(struct discovery *discovery, const char *domain)
{
	const char *inner = text_starts_nocase(domain, "[IPv6:") ? domain + 6 : domain + 1;

	if (*domain != '[')
		return false;
	discovery->domain = mem_strndup(inner, strcspn(inner, "]"));
	sources_add_guess(discovery, discovery->domain);
	finish(discovery);
	return true;
}

/* Names that may not exist: the tests go through the proxy, which knows. */
static void guess_unseen(struct discovery *discovery)
{
	char name[NAME_MAX_BYTES];

	for (size_t i = 0; i + 1 < GUESS_COUNT; i++) {
		snprintf(name, sizeof name, "%s%s", guesses[i], discovery->domain);
		sources_add_guess(discovery, name);
	}
}

static bool set_up(struct discovery *discovery, struct error *error)
{
	const char *domain = account_domain(discovery->options.account);
	struct server_name name;

	if (domain == NULL)
		return error_set(error, ERROR_USAGE, "find settings", _("A mail address is needed."));
	if (add_literal(discovery, domain))
		return true;
	if (!server_name_parse(domain, &name, error))
		return false;
	discovery->domain = mem_strdup(name.ascii);
	server_name_finish(&name);
	for (char *at = discovery->domain; *at != '\0'; at++)
		*at = text_lower(*at);
	discovery->asks_nobody = proxy_hides_names(account_proxy(discovery->options.account));
	if (!ask_topics(discovery) && !discovery->asks_nobody)
		return begin_dns(discovery, error);
	if (discovery->candidates.count == 0 && discovery->asks_nobody && !discovery->has_no_smtp)
		guess_unseen(discovery);
	finish(discovery);
	return true;
}

bool discovery_create(const struct discovery_options *options, struct discovery **ret_discovery,
		      struct error *error)
{
	struct discovery *discovery = mem_calloc(1, sizeof *discovery);

	discovery->options = *options;
	reach_init(&discovery->reach, &(struct reach_options){.ca_path = options->account->ca_path,
							      .family = options->account->family,
							      .proxy = account_proxy(options->account),
							      .proxy_login = options->proxy_login});
	discovery->work = mem_calloc(1, sizeof *discovery->work);
	if (!set_up(discovery, error)) {
		discovery_destroy(discovery);
		return false;
	}
	*ret_discovery = discovery;
	return true;
}

void discovery_destroy(struct discovery *discovery)
{
	if (discovery == NULL)
		return;
	dns_lookup_destroy(discovery->work->lookup);
	pages_destroy(discovery->work->pages);
	for (size_t i = 0; i < GUESS_COUNT; i++) {
		resolve_destroy(discovery->work->guesses[i].resolve);
		address_list_finish(&discovery->work->guesses[i].addresses);
		free(discovery->work->guesses[i].host);
	}
	reach_finish(&discovery->reach);
	promises_finish(&discovery->promises);
	candidate_list_finish(&discovery->candidates);
	free(discovery->work);
	free(discovery->domain);
	free(discovery);
}

static void want_answers(const struct discovery_work *work, struct loop *loop)
{
	if (work->lookup != NULL)
		dns_lookup_want(work->lookup, loop);
	if (work->lookup != NULL ? dns_lookup_done(work->lookup) : pages_are_done(work->pages))
		loop_want_at(loop, clock_now());
	pages_want(work->pages, loop);
}

static void want_tests(const struct discovery *discovery, struct loop *loop)
{
	reach_want(&discovery->reach, loop);
	promises_want(&discovery->promises, loop);
}

void discovery_want(const struct discovery *discovery, struct loop *loop)
{
	const struct discovery_work *work = discovery->work;

	if (work->phase == PHASE_DNS)
		want_answers(work, loop);
	if (work->phase == PHASE_TESTS)
		want_tests(discovery, loop);
	for (size_t i = 0; work->phase == PHASE_GUESSES && i < GUESS_COUNT; i++) {
		if (work->guesses[i].resolve != NULL)
			resolve_want(work->guesses[i].resolve, loop);
	}
}

void discovery_step(struct discovery *discovery, const struct loop *loop)
{
	switch (discovery->work->phase) {
	case PHASE_DNS: step_asking(discovery, loop); break;
	case PHASE_GUESSES: step_guesses(discovery, loop); break;
	case PHASE_TESTS: step_tests(discovery, loop); break;
	case PHASE_DONE: break;
	}
}
