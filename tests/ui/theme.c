/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can everybody read it: contrast by WCAG 2 on black and on white, and colours as the colour-blind see them.
 */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>

#include "ui/terminal/theme.h"

enum { BLACK = 16, WHITE = 231, EYES = 3, CHANNELS = 3 };

struct light { /* linear, 0 to 1 */
	double channel[CHANNELS];
};

static double to_linear(int value)
{
	double part = value / 255.0;

	return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

/* A colour of the 256 that no terminal scheme changes. */
static struct light light_of(int color)
{
	static const int LEVELS[] = {0, 95, 135, 175, 215, 255};
	int cube = color - 16, grey = 8 + 10 * (color - 232);

	assert_in_range(color, 16, 255);
	if (color >= 232)
		return (struct light){{to_linear(grey), to_linear(grey), to_linear(grey)}};
	return (struct light){
	    {to_linear(LEVELS[cube / 36]), to_linear(LEVELS[cube / 6 % 6]), to_linear(LEVELS[cube % 6])}};
}

static double luminance(struct light light)
{
	return 0.2126 * light.channel[0] + 0.7152 * light.channel[1] + 0.0722 * light.channel[2];
}

static double contrast(int one, int other)
{
	double a = luminance(light_of(one)) + 0.05, b = luminance(light_of(other)) + 0.05;

	return a > b ? a / b : b / a;
}

/* The lowest contrast of a style on a terminal that writes `ink` on `text_view`. */
static double style_contrast(enum palette palette, enum style style, int ink, int text_view)
{
	struct theme_colors pair = theme_colors(palette, style, true);

	return contrast(pair.fg < 0 ? ink : pair.fg, pair.bg < 0 ? text_view : pair.bg);
}

static void assert_contrast(enum palette palette, int ink, int text_view, double least)
{
	for (int style = 0; style < STYLE_COUNT; style++) {
		double found = style_contrast(palette, (enum style)style, ink, text_view);

		if (found < least)
			fail_msg("%s, style %d: contrast %.2f, %.2f wanted", palette_id(palette), style,
				 found, least);
	}
}

static void every_style_can_be_read_on_black_and_on_white(void **state)
{
	(void)state;
	for (int palette = 0; palette < PALETTE_COUNT; palette++) {
		assert_contrast((enum palette)palette, WHITE, BLACK, 3.7);
		assert_contrast((enum palette)palette, BLACK, WHITE, 3.0);
	}
}

/* WCAG's highest level is 7; the red box of a failure has white on red, at 5. */
static void high_contrast_is_high_on_every_terminal(void **state)
{
	(void)state;
	assert_contrast(PALETTE_HIGH_CONTRAST, WHITE, BLACK, 5.0);
	assert_contrast(PALETTE_HIGH_CONTRAST, BLACK, WHITE, 5.0);
	for (int style = 0; style < STYLE_COUNT; style++) {
		assert_true(theme_colors(PALETTE_HIGH_CONTRAST, (enum style)style, true).bg >= 0);
		assert_true(theme_colors(PALETTE_HIGH_CONTRAST, (enum style)style, false).bg >= 0);
	}
}

/* Linear RGB as it looks without red, green or blue cones (Machado, Oliveira and Fernandes 2009). */
static struct light seen_by(int eye, struct light light)
{
	static const double MATRICES[EYES][CHANNELS][CHANNELS] = {{{0.152286, 1.052583, -0.204868},
								   {0.114503, 0.786281, 0.099216},
								   {-0.003882, -0.048116, 1.051998}},
								  {{0.367322, 0.860646, -0.227968},
								   {0.280085, 0.672501, 0.047413},
								   {-0.011820, 0.042940, 0.968881}},
								  {{1.255528, -0.076749, -0.178779},
								   {-0.078411, 0.930809, 0.147602},
								   {0.004733, 0.691367, 0.303900}}};
	struct light seen = {{0}};

	for (int i = 0; i < CHANNELS; i++) {
		for (int j = 0; j < CHANNELS; j++)
			seen.channel[i] += MATRICES[eye][i][j] * light.channel[j];
	}
	return seen;
}

/* Distance in CIE L*u'v'-like steps would be finer; for two colours of like lightness this is enough. */
static double distance(struct light a, struct light b)
{
	double sum = 0;

	for (int i = 0; i < CHANNELS; i++) {
		double one = a.channel[i] < 0 ? 0 : a.channel[i], other = b.channel[i] < 0 ? 0 : b.channel[i];

		sum += pow(cbrt(one) - cbrt(other), 2);
	}
	return sqrt(sum);
}

static double distance_for(enum palette palette, int eye, enum style one, enum style other)
{
	return distance(seen_by(eye, light_of(theme_colors(palette, one, true).fg)),
			seen_by(eye, light_of(theme_colors(palette, other, true).fg)));
}

static void worked_and_failed_differ_for_the_colour_blind(void **state)
{
	(void)state;
	for (int eye = 0; eye < EYES; eye++) {
		assert_true(distance_for(PALETTE_COLOUR_BLIND, eye, STYLE_OK, STYLE_FAILED) > 0.5);
		assert_true(distance_for(PALETTE_COLOUR_BLIND, eye, STYLE_CLIENT, STYLE_DECISIVE) > 0.5);
	}
}

static bool same_look(enum palette palette, enum style one, enum style other, bool rich)
{
	struct theme_colors a = theme_colors(palette, one, rich), b = theme_colors(palette, other, rich);

	return a.fg == b.fg && a.bg == b.bg;
}

static void meanings_that_are_told_apart_have_colours_of_their_own(void **state)
{
	static const enum style PAIRS[][2] = {{STYLE_OK, STYLE_FAILED},      {STYLE_OK, STYLE_WAITING},
					      {STYLE_FAILED, STYLE_WAITING}, {STYLE_CLIENT, STYLE_SERVER},
					      {STYLE_SERVER, STYLE_NOTE},    {STYLE_SERVER, STYLE_DECISIVE},
					      {STYLE_FOCUS, STYLE_TEXT},     {STYLE_LINK, STYLE_LINK_FOCUS},
					      {STYLE_MATCH, STYLE_TEXT},     {STYLE_OK, STYLE_WARNING}};

	(void)state;
	for (int palette = 0; palette < PALETTE_COUNT; palette++) {
		for (size_t i = 0; i < sizeof(PAIRS) / sizeof(PAIRS[0]); i++) {
			assert_false(same_look((enum palette)palette, PAIRS[i][0], PAIRS[i][1], true));
			assert_false(same_look((enum palette)palette, PAIRS[i][0], PAIRS[i][1], false));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_style_can_be_read_on_black_and_on_white),
	    cmocka_unit_test(high_contrast_is_high_on_every_terminal),
	    cmocka_unit_test(worked_and_failed_differ_for_the_colour_blind),
	    cmocka_unit_test(meanings_that_are_told_apart_have_colours_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
