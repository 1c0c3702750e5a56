/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker of the target "helper" whose names are those of another one; what it holds goes with the run. */
#include "../../src/sasl/child/bearer.c"

#include "helper_bearer.h"

void bearer_forget_run(void)
{
	strbuf_finish(&response);
	challenges = 0;
}
