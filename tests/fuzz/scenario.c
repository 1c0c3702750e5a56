/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenario files of the practice server. Input: the file. */
#include "fuzz.h"

#include "practice/scenario.h"

#include <stdlib.h>
#include <string.h>

static void check_steps(const struct script_rule *rule)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct script_step *step = &rule->steps[i];
		fuzz_require(step->ms >= 0 && step->times >= SCRIPT_ENDLESS, "numbers are in range");
		fuzz_require(step->bytes != NULL || step->len == 0, "bytes are there");
	}
}

static void check_scenario(const struct scenario *scenario)
{
	fuzz_require(scenario->title != NULL && scenario->hostname != NULL, "what is needed is there");
	fuzz_require(scenario->tls != TLS_AUTO, "the port does one thing");
	for (size_t i = 0; i < scenario->rule_count; i++)
		check_steps(&scenario->rules[i]);
	for (int event = SCENARIO_ON_GREETING; event <= SCENARIO_ON_IDLE; event++) {
		const struct situation situation = {.event = (enum scenario_event)event,
						    .since_first = 100,
						    .connection = 1,
						    .idle = 5000,
						    .mechanism = "PLAIN",
						    .address = "me@example.test"};
		const struct script_rule *rule = scenario_match(scenario, &situation);
		fuzz_require(!rule || rule->on == situation.event, "a rule is for its moment");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *text = fuzz_copy(fuzz_input(bytes, len));
	struct scenario scenario;
	struct error error = {0};

	if (scenario_parse("fuzz.yaml", text, len, &scenario, &error)) {
		check_scenario(&scenario);
		scenario_finish(&scenario);
	} else {
		fuzz_require(strncmp(error.text, "fuzz.yaml:", 10) == 0,
			     "what is wrong is said with its line");
		fuzz_require_inert(error.text, strlen(error.text), false);
	}
	free(text);
	return 0;
}
