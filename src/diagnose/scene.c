/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a symptom before any rule does: its codes, its stage, who speaks, which phrases occur. */
#include "diagnose/scene.h"

#include <string.h>

#include "base/memory.h"

void senses_init(struct senses *senses, const struct kb *kb)
{
	const struct layer *layers = kb_layers(kb, &senses->scan_count);

	readings_init(&senses->readings);
	folded_init(&senses->greeting);
	for (size_t i = 0; i < senses->scan_count; i++)
		scan_init(&senses->scans[i], layers[i].image);
}

void senses_finish(struct senses *senses)
{
	for (size_t i = 0; i < senses->scan_count; i++)
		scan_finish(&senses->scans[i]);
	folded_finish(&senses->greeting);
	readings_finish(&senses->readings);
}

static void add_identity(const char **list, size_t *count, const char *id)
{
	if (id == NULL)
		return;
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(list[i], id) == 0)
			return;
	}
	if (*count < IDENTITIES_MAX)
		list[(*count)++] = id;
}

static void add_named(struct scene *scene, const struct senses *senses, const struct layer *layers)
{
	for (size_t i = senses->scan_count; i-- > 0;) {
		const struct scan *scan = &senses->scans[i];
		for (size_t t = 0; t < scan->topic_count; t++) {
			const struct image_topic *topic = &scan->image->topics[scan->topics[t]];
			const char *id = image_string(scan->image, topic->id);
			if (!layer_shows(&layers[i], scan->topics[t]))
				continue;
			if (topic->group == GROUP_PROVIDERS) {
				add_identity(scene->providers, &scene->provider_count, id);
				add_identity(scene->named, &scene->named_count, id);
			} else
				add_identity(scene->software, &scene->software_count, id);
		}
	}
}

static bool is_named(const struct scene *scene, const char *id)
{
	for (size_t i = 0; i < scene->named_count; i++) {
		if (strcmp(scene->named[i], id) == 0)
			return true;
	}
	return false;
}

/* The host belongs to a provider whose servers show who they are, and what answers there shows nothing of it.
 */
static void look_for_stranger(const struct kb *kb, struct scene *scene, const char *by_host)
{
	const struct image *image;
	const struct image_topic *record = by_host != NULL ? kb_provider_record(kb, by_host, &image) : NULL;
	bool foreign =
	    scene->software_count > 0 && record != NULL && record->own_wordings == OWN_WORDINGS_ALWAYS;
	bool silent =
	    scene->symptom->greeting != NULL && record != NULL && record->own_wordings != OWN_WORDINGS_NO;

	if ((foreign || silent) && !is_named(scene, by_host))
		circumstances_set(&scene->known, CIRCUMSTANCE_STRANGER, true);
}

static void identify(const struct kb *kb, const struct senses *senses, struct scene *scene)
{
	const struct symptom *symptom = scene->symptom;
	const struct image *image;
	const struct image_topic *record = NULL;
	const char *by_host = symptom->host != NULL ? kb_provider(kb, NULL, symptom->host) : NULL;
	const char *by_domain;
	size_t count;

	if (by_host != NULL)
		add_identity(scene->providers, &scene->provider_count, by_host);
	add_named(scene, senses, kb_layers(kb, &count));
	by_domain =
	    by_host == NULL && symptom->domain != NULL ? kb_provider(kb, symptom->domain, NULL) : NULL;
	if (by_domain != NULL)
		add_identity(scene->providers, &scene->provider_count, by_domain);
	look_for_stranger(kb, scene, by_host);
	scene->password = PASSWORD_UNKNOWN;
	for (size_t i = 0; i < scene->provider_count && scene->password == PASSWORD_UNKNOWN; i++) {
		record = kb_provider_record(kb, scene->providers[i], &image);
		scene->password = record != NULL ? record->password : PASSWORD_UNKNOWN;
	}
}

static int infer_stage(const struct symptom *symptom, int code)
{
	int stage;
	enum stage parsed;

	if (symptom->stage != NULL && head_parse_stage(symptom->stage, &stage))
		return stage;
	if (symptom->stage != NULL && stage_parse(symptom->stage, &parsed))
		return parsed;
	return code == 535 || code == 534 || code == 538 || code == 435 || code == 334 || code == 235
		   ? STAGE_AUTH
		   : -1;
}

/* The first code and enhanced code; "(#5.7.1)", as qmail writes, counts too. */
static void read_codes(struct scene *scene, const char *reply)
{
	const char *mark;

	for (const char *line = reply; scene->code == 0 || scene->enhanced[0] == '\0';) {
		int code;
		char enhanced[16];
		size_t len = strcspn(line, "\n");
		fold_codes(line, len, &code, enhanced);
		scene->code = scene->code == 0 ? code : scene->code;
		if (scene->enhanced[0] == '\0')
			memcpy(scene->enhanced, enhanced, sizeof enhanced);
		if (line[len] == '\0')
			break;
		line += len + 1;
	}
	mark = scene->enhanced[0] == '\0' ? strstr(reply, "(#") : NULL;
	if (mark != NULL) {
		size_t len = fold_enhanced(mark + 2, strlen(mark + 2));
		if (len > 0 && len < sizeof scene->enhanced)
			memcpy(scene->enhanced, mark + 2, len), scene->enhanced[len] = '\0';
	}
}

void scene_look(struct scene *scene, const struct kb *kb, const struct symptom *symptom,
		struct senses *senses)
{
	const char *reply = symptom->reply != NULL ? symptom->reply : "";
	const char *greeting = symptom->greeting != NULL ? symptom->greeting : "";

	*scene = (struct scene){.readings = &senses->readings, .symptom = symptom, .known = symptom->known};
	readings_make(&senses->readings, reply, strlen(reply));
	read_codes(scene, senses->readings.list[0].source);
	scene->stage = infer_stage(symptom, scene->code);
	folded_read(&senses->greeting, greeting, strlen(greeting));
	for (size_t i = 0; i < senses->scan_count; i++) {
		struct scan *scan = &senses->scans[i];
		scan_begin(scan);
		for (uint32_t r = 0; r < senses->readings.count; r++)
			scan_text(scan, &senses->readings.list[r].folded, r, true);
		mentions_add(&scene->mentions, scan, &senses->readings);
		scan_text(scan, &senses->greeting, 0, false);
	}
	identify(kb, senses, scene);
}
