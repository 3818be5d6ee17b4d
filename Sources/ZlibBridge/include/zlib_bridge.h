#pragma once

// What ZIP archives need of zlib: raw deflate in, plain bytes out, and their checksum. zlib comes with GLPK, which needs it.

#include <stddef.h>

/// Inflates raw deflate data (no header), as ZIP archives hold it.
/// @return 0 where exactly `output_size` bytes came out; 1 where the data are damaged; 2 where there are more or fewer.
int zlib_bridge_inflate(const unsigned char *input, size_t input_size, unsigned char *output, size_t output_size);

/// CRC-32 as ZIP archives have it.
unsigned long zlib_bridge_crc32(const unsigned char *input, size_t input_size);
