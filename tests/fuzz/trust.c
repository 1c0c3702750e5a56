/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of --tls-ca-path: PEM with whatever around it. */
#include "fuzz.h"

#include "wire/trust.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct trust *trust = NULL;
	struct error error = {0};

	if (trust_create(fuzz_file(fuzz_input(bytes, len)), &trust, &error)) {
		fuzz_require(trust_store(trust) != NULL, "there is a store");
		fuzz_require(trust_bundle(trust) == NULL, "and no second try");
		trust_has_crls(trust);
		trust_destroy(trust);
	} else {
		fuzz_require(trust == NULL && error.text[0] != '\0', "what is wrong is said");
		fuzz_require_inert(error.text, strlen(error.text), false);
	}
	return 0;
}
