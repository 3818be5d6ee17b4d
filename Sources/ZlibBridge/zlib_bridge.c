#include "zlib_bridge.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

int zlib_bridge_inflate(const unsigned char *input, size_t input_size, unsigned char *output, size_t output_size) {
  // zlib counts in unsigned int; whoever calls has limits far below.
  if (input_size > UINT_MAX || output_size > UINT_MAX) return 2;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return 1;
  stream.next_in = (Bytef *)input;
  stream.avail_in = (uInt)input_size;
  stream.next_out = output;
  stream.avail_out = (uInt)output_size;
  int code = inflate(&stream, Z_FINISH);
  size_t made = stream.total_out;
  inflateEnd(&stream);
  if (code == Z_STREAM_END) return made == output_size ? 0 : 2;
  return code == Z_DATA_ERROR || code == Z_NEED_DICT ? 1 : 2;
}

unsigned long zlib_bridge_crc32(const unsigned char *input, size_t input_size) {
  return crc32_z(crc32_z(0, NULL, 0), input, input_size);
}
