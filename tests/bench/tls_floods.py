# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS records by the ten thousand, made beforehand: Python's ssl module has no key updates, libssl has."""
import ctypes
import ctypes.util

KEY_UPDATE_NOT_REQUESTED = 0
FILETYPE_PEM = 1

libssl = ctypes.CDLL(ctypes.util.find_library('ssl'))
libcrypto = ctypes.CDLL(ctypes.util.find_library('crypto'))
for function in (libssl.TLS_server_method, libssl.SSL_CTX_new, libssl.SSL_new, libcrypto.BIO_new, libcrypto.BIO_s_mem):
    function.restype = ctypes.c_void_p


def pointer(value):
    return ctypes.c_void_p(value)


class Session:
    """The server's side, up to the handshake on a socket; what comes after is kept for the caller to send."""

    def __init__(self, peer, certificate, key):
        context = pointer(libssl.SSL_CTX_new(pointer(libssl.TLS_server_method())))
        libssl.SSL_CTX_use_certificate_chain_file(context, certificate.encode())
        libssl.SSL_CTX_use_PrivateKey_file(context, key.encode(), FILETYPE_PEM)
        self.ssl = pointer(libssl.SSL_new(context))
        libssl.SSL_set_fd(self.ssl, peer.fileno())
        if libssl.SSL_accept(self.ssl) != 1:
            raise OSError('no handshake')
        self.out = pointer(libcrypto.BIO_new(pointer(libcrypto.BIO_s_mem())))
        libssl.SSL_set0_wbio(self.ssl, self.out)

    def taken(self):
        size = libcrypto.BIO_ctrl_pending(self.out)
        buffer = ctypes.create_string_buffer(size)
        libcrypto.BIO_read(self.out, buffer, size)
        return buffer.raw

    def key_updates(self, count):
        for _ in range(count):
            libssl.SSL_key_update(self.ssl, KEY_UPDATE_NOT_REQUESTED)
            libssl.SSL_do_handshake(self.ssl)
        return self.taken()

    def records(self, data):
        """A record for each byte."""
        for byte in data:
            libssl.SSL_write(self.ssl, bytes([byte]), 1)
        return self.taken()
