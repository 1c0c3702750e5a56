/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a secret at the ends of lines. */
#include "smtp/seam.h"

#include "base/text.h"
#include "smtp/escape.h"

#include <string.h>

enum { STARTS_MAX = 4, CODE_LEN = 3 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_spaces(const char *line, size_t len, size_t at)
{
	while (at < len && is_space(line[at]))
		at++;
	return at;
}

/* Where the text of a reply line begins: after the code and the sign after it. */
static size_t text_start(const char *line, size_t len)
{
	for (size_t i = 0; i < CODE_LEN; i++)
		if (i >= len || !text_is_digit(line[i]))
			return 0;
	return len > CODE_LEN && (line[CODE_LEN] == '-' || line[CODE_LEN] == ' ') ? CODE_LEN + 1 : CODE_LEN;
}

/* After an enhanced code (RFC 3463), or `at` where none stands. */
static size_t skip_enhanced(const char *line, size_t len, size_t at)
{
	size_t end = at, dots = 0;

	while (end < len && (text_is_digit(line[end]) || line[end] == '.'))
		dots += line[end++] == '.';
	return dots == 2 && (end == len || is_space(line[end])) ? end : at;
}

/* The places at which a line may go on with the line before. */
static size_t find_starts(const char *line, size_t len, size_t starts[STARTS_MAX])
{
	size_t start = text_start(line, len), spaced = skip_spaces(line, len, start);
	size_t after = skip_enhanced(line, len, spaced), count = 0;

	starts[count++] = start;
	if (spaced != start)
		starts[count++] = spaced;
	if (after == spaced)
		return count;
	starts[count++] = after < len ? after + 1 : len;
	starts[count++] = skip_spaces(line, len, after);
	return count;
}

/* ---- the end of a line */

/* How much of a spelling the line ends with before `end`; *ret_from is where that begins. */
static size_t find_head(const struct needles *needles, enum needles_spelling spelling, const char *line,
			size_t end, size_t *ret_from)
{
	size_t from = text_start(line, end), most = ESCAPE_MAX * needles_size(needles, spelling);

	if (end - from > most)
		from = end - most;
	for (; from < end; from++) {
		size_t used;
		size_t part = needles_follow(needles, spelling, 0, line + from, end - from, &used);
		if (part > 0 && used == end - from && part < needles_size(needles, spelling)) {
			*ret_from = from;
			return part;
		}
	}
	return 0;
}

/* The same, with white space at the end of the line or without. */
static size_t find_end(const struct needles *needles, enum needles_spelling spelling, const char *line,
		       size_t len, struct seam_piece *ret_head)
{
	size_t from = 0, end = len;
	size_t part = find_head(needles, spelling, line, end, &from);

	if (part == 0) {
		while (end > 0 && is_space(line[end - 1]))
			end--;
		part = find_head(needles, spelling, line, end, &from);
	}
	*ret_head = part == 0 ? (struct seam_piece){0, 0, false}
			      : (struct seam_piece){from, end, spelling >= SPELLED_BASE64_0};
	return part;
}

/* ---- the beginning of a line */

struct step {
	size_t reached; /* units of the spelling, with those before this line */
	struct seam_piece piece;
};

/* Follows from `begun` units on at one place; better than *best: to the end of the spelling, else further. */
static void try_step(const struct needles *needles, enum needles_spelling spelling, size_t begun,
		     const char *line, size_t len, size_t start, struct step *best)
{
	size_t used;
	size_t went = needles_follow(needles, spelling, begun, line + start, len - start, &used);
	bool whole = begun + went == needles_size(needles, spelling);

	if (went == 0 || (!whole && skip_spaces(line, len, start + used) < len))
		return; /* neither its end nor the end of the line */
	/* "5" may be the class of an enhanced code or what is after it: then the later place is the one. */
	if (begun + went >= best->reached)
		*best = (struct step){.reached = begun + went,
				      .piece = {start, start + used, spelling >= SPELLED_BASE64_0}};
}

/* Goes on with a spelling of which `begun` units have come, or fewer: it may repeat itself. */
static struct step go_on(const struct needles *needles, enum needles_spelling spelling, size_t begun,
			 const char *line, size_t len)
{
	struct step best = {0};
	size_t starts[STARTS_MAX];
	size_t count = find_starts(line, len, starts);

	for (size_t part = begun; part > 0; part--) {
		if (part < begun && !needles_repeats(needles, spelling, begun, part))
			continue;
		size_t after = part;
		while (needles_has_space(needles, spelling, after))
			after++;
		for (size_t i = 0; i < count; i++) {
			try_step(needles, spelling, part, line, len, starts[i], &best);
			if (after != part)
				try_step(needles, spelling, after, line, len, starts[i], &best);
		}
	}
	return best;
}

/* A line without text separates nothing. */
static bool is_blank(const char *line, size_t len)
{
	size_t starts[STARTS_MAX];
	size_t count = find_starts(line, len, starts);

	return starts[count - 1] == len;
}

static struct seam_piece larger(struct seam_piece a, struct seam_piece b)
{
	return a.to - a.from >= b.to - b.from ? a : b;
}

bool seam_is_open(const struct seam *seam, const struct needles *needles, const char *line, size_t len)
{
	for (enum needles_spelling i = 0; i < NEEDLES_SPELLINGS; i++) {
		struct seam_piece head;
		size_t size = needles_size(needles, i);
		if (size == 0)
			continue;
		size_t reached = go_on(needles, i, seam->begun[i], line, len).reached;
		if (find_end(needles, i, line, len, &head) > 0 || (reached > 0 && reached < size))
			return true;
	}
	return false;
}

struct seam_pieces seam_pass(struct seam *seam, const struct needles *needles, const char *line, size_t len,
			     const char *next, size_t next_len)
{
	struct seam_pieces pieces = {0};

	if (is_blank(line, len))
		return pieces;
	for (enum needles_spelling i = 0; i < NEEDLES_SPELLINGS; i++) {
		struct seam_piece head;
		size_t size = needles_size(needles, i);
		if (size == 0)
			continue;
		struct step step = go_on(needles, i, seam->begun[i], line, len);
		size_t end = find_end(needles, i, line, len, &head);
		size_t begun = step.reached < size && step.reached > end ? step.reached : end;
		bool sure = next && go_on(needles, i, begun, next, next_len).reached >= NEEDLES_MIN;
		bool likely = sure || (!next && begun >= NEEDLES_MIN);

		/* A line that is all middle counts only with what comes before and after it. */
		if (step.reached == size || (step.reached > 0 && (likely || step.reached >= NEEDLES_MIN)))
			pieces.rest = larger(pieces.rest, step.piece);
		if (likely && end > 0)
			pieces.head = larger(pieces.head, head);
		seam->begun[i] = begun;
	}
	return pieces;
}
