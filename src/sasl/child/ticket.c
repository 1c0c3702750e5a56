/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sasl/child/ticket.h"

#include <krb5.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sasl/child/worker.h"

enum problem ticket_problem(uint32_t code)
{
	switch ((krb5_error_code)code) {
	case KRB5_FCC_NOFILE:
	case KRB5_FCC_PERM:
	case KRB5_CC_NOTFOUND: return PROBLEM_TICKET_MISSING;
	case KRB5KRB_AP_ERR_TKT_EXPIRED: return PROBLEM_TICKET_EXPIRED;
	case KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN:
	case KRB5KRB_AP_WRONG_PRINC:
	case KRB5KRB_AP_ERR_NOT_US: return PROBLEM_TICKET_SERVICE_UNKNOWN;
	case KRB5_KDC_UNREACH:
	case KRB5_REALM_UNKNOWN:
	case KRB5_REALM_CANT_RESOLVE: return PROBLEM_TICKET_KDC_SILENT;
	case KRB5KRB_AP_ERR_SKEW:
	case KRB5_KDCREP_SKEW:
	case KRB5KRB_AP_ERR_TKT_NYV: return PROBLEM_TICKET_CLOCK_SKEW;
	case KRB5KRB_AP_ERR_BAD_INTEGRITY:
	case KRB5KRB_AP_ERR_MODIFIED:
	case KRB5_MUTUAL_FAILED: return PROBLEM_SASL_FALSE_PROOF;
	default: return PROBLEM_NONE;
	}
}

static void need(krb5_context context, krb5_error_code code)
{
	const enum problem problem = ticket_problem((uint32_t)code);

	if (code != 0)
		worker_give_up(problem != PROBLEM_NONE ? problem : PROBLEM_SASL_NOT_USABLE,
			       krb5_get_error_message(context, code));
}

/* Whatever keeps the cache from being read, no ticket comes out of it; the details say what it is. */
static void need_cache(krb5_context context, krb5_error_code code)
{
	if (code != 0)
		worker_give_up(PROBLEM_TICKET_MISSING, krb5_get_error_message(context, code));
}

/* Kerberos would begin a collection of caches where there is none yet, and stumble over not being able to. */
static void need_collection(krb5_context context)
{
	const char *name = krb5_cc_default_name(context);
	char primary[PATH_MAX];

	if (!name || strncmp(name, "DIR:", 4) != 0 || name[4] == ':')
		return;
	snprintf(primary, sizeof(primary), "%s/primary", name + 4);
	if (access(primary, R_OK) != 0)
		worker_give_up(PROBLEM_TICKET_MISSING, name);
}

void ticket_take(void)
{
	krb5_context context = NULL;
	krb5_ccache users, copy;
	krb5_principal owner;
	char *name;

	need(NULL, krb5_init_context(&context));
	need_collection(context);
	need_cache(context, krb5_cc_default(context, &users));
	need_cache(context, krb5_cc_get_principal(context, users, &owner));
	need(context, krb5_unparse_name(context, owner, &name));
	worker_tell("owner", name);
	krb5_free_unparsed_name(context, name);
	need(context, krb5_cc_new_unique(context, "MEMORY", NULL, &copy));
	need(context, krb5_cc_initialize(context, copy, owner));
	need(context, krb5_cc_copy_creds(context, users, copy));
	need(context, krb5_cc_get_full_name(context, copy, &name));
	if (setenv("KRB5CCNAME", name, 1) != 0)
		worker_give_up(PROBLEM_SASL_NOT_USABLE, "no memory");
}
