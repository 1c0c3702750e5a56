/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mailmedic-sasl computes; mailmedic-gss has the rest (gss.c). */
#include "sasl/child/worker.h"
#include "smtp/mechanism.h"

const struct worker *worker_for(const struct mechanism *mechanism)
{
	switch (mechanism->worker) {
	case WORKER_GNU: return &worker_gnu;
	case WORKER_OURS: return &worker_bearer;
	default: return NULL;
	}
}
