#pragma once

// The one digest that documents name their inputs by, from the system's libcrypto.

#include <stddef.h>

/// SHA-256 of `size` bytes at `bytes`, into 32 bytes at `digest`.
/// @return 0, or 1 where the library has no SHA-256 to give, so that `digest` holds nothing.
int digest_bridge_sha256(const unsigned char *bytes, size_t size, unsigned char *digest);
