/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls-exporter in TLS 1.3 (RFC 9266), tls-unique before (RFC 5929): there is no other version that both have.
 */
#include "wire/binding.h"

#include <string.h>

#include "base/strbuf.h"
#include "smtp/base64.h"

enum { EXPORTER_SIZE = 32, FINISHED_MAX = 64 };

const char *binding_read(SSL *ssl, struct strbuf *ret_base64)
{
	static const char label[] = "EXPORTER-Channel-Binding";
	char data[FINISHED_MAX];
	size_t len = EXPORTER_SIZE;

	if (SSL_version(ssl) == TLS1_3_VERSION) {
		if (SSL_export_keying_material(ssl, (unsigned char *)data, len, label, strlen(label), NULL, 0,
					       0) != 1)
			return NULL;
		base64_encode(data, len, ret_base64);
		return "tls-exporter";
	}
	/* The first Finished message: ours, because no session is ever resumed. */
	len = SSL_get_finished(ssl, data, sizeof(data));
	if (len == 0 || len > sizeof(data))
		return NULL;
	base64_encode(data, len, ret_base64);
	return "tls-unique";
}
