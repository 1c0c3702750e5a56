/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which three digits may be the code of a reply. */
#include "diagnose/log_line.h"

#include <string.h>

#include "base/text.h"
#include "diagnose/fold.h"

bool log_line_is_http(const char *text, size_t len)
{
	static const char *const reasons[] = {
	    "400 Bad Request",           "401 Unauthorized", "403 Forbidden", "404 Not Found",
	    "500 Internal Server Error", "502 Bad Gateway",  "503 Slow Down", "504 Gateway Time"};

	if (len >= 3 && text[0] == '4' && text_is_digit(text[2]) && /* codes that no server of mail uses */
	    (text[1] == '1' || strchr("14589", text[1] == '0' ? text[2] : '-') != NULL ||
	     (text[1] == '2' && text[2] == '9') ||
	     (text[1] == '0' && strchr("03", text[2]) != NULL &&
	      (len < 5 || fold_enhanced(text + 4, len - 4) == 0))))
		return true;
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (len >= strlen(reasons[i]) && memcmp(text, reasons[i], strlen(reasons[i])) == 0)
			return true;
	}
	return false;
}

/* The only ones that SMTP has (RFC 5321, 4.2.3; RFC 4954, 6): other numbers count something. */
static bool is_intermediate(const char *text)
{
	return memcmp(text, "334", 3) == 0 || memcmp(text, "354", 3) == 0;
}

int log_line_code(const char *text, size_t len)
{
	if (len < 3 || text[0] < '2' || text[0] > '5' || !text_is_digit(text[1]) || !text_is_digit(text[2]) ||
	    (text[1] > '5' && memcmp(text, "57", 2) != 0)) /* 571 is Microsoft's */
		return 0;
	if (len > 3 && text[3] != ' ' && text[3] != '-' && text[3] != '\'' && text[3] != '"')
		return 0;
	if (len > 4 && text[3] == '-' && text_is_digit(text[4]) && len > 6 && text_is_digit(text[5]) &&
	    text[6] != '.' && !(len > 7 && text[7] == '.')) /* "250-2024": a date or a range, unless it is an
							       enhanced code or an address */
		return 0;
	if (log_line_is_http(text, len) || (text[0] == '3' && !is_intermediate(text)))
		return 0;
	return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}
