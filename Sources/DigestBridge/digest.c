#include "DigestBridge.h"

#include <openssl/evp.h>

int digest_bridge_sha256(const unsigned char *bytes, size_t size, unsigned char *digest) {
  return EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL) == 1 ? 0 : 1;
}
