/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A symptom as the rules see it. */
#ifndef MAILMEDIC_DIAGNOSE_SCENE_H
#define MAILMEDIC_DIAGNOSE_SCENE_H

#include "diagnose/diagnosis.h"
#include "diagnose/knowledge.h"
#include "diagnose/mention.h"
#include "diagnose/reading.h"
#include "diagnose/scan.h"

enum { IDENTITIES_MAX = 6 };

/* Buffers kept from reply to reply. */
struct senses {
	struct readings readings;
	struct folded greeting;
	struct scan scans[LAYERS_MAX]; /* one a layer */
	size_t scan_count;
};

void senses_init(struct senses *senses, const struct kb *kb);
void senses_finish(struct senses *senses);

/* All borrowed: from the symptom, the kb and the senses (until they look again). */
struct scene {
	const struct symptom *symptom;
	const struct readings *readings;
	const char *providers[IDENTITIES_MAX]; /* ids, surest first: by host, by wording, by address */
	size_t provider_count;
	const char *named[IDENTITIES_MAX]; /* providers that a greeting or wording shows */
	size_t named_count;
	const char *software[IDENTITIES_MAX];
	size_t software_count;
	struct mentions mentions;
	struct circumstances known;  /* the symptom's, and what follows from it */
	enum password_kind password; /* that the provider takes */
	int code;
	char enhanced[16];
	int stage; /* enum stage or STAGE_IDLE; -1: unknown */
};

/* Reads a symptom for the rules. */
void scene_look(struct scene *scene, const struct kb *kb, const struct symptom *symptom,
		struct senses *senses);

#endif
