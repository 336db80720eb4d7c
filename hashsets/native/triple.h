#ifndef SKERRY_TRIPLE_H
#define SKERRY_TRIPLE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define TRIPLE_X86 1
#endif

#define TRIPLE_BYTES (16 + 20 + 32)

struct triple {
    uint32_t md5[4], sha1[5], sha256[8];
    uint64_t length; /* bytes so far */
    uint8_t tail[64];
};

int triple_supported(void);
void triple_begin(struct triple *state);
void triple_update(struct triple *state, const uint8_t *data, size_t length);
void triple_end(const struct triple *state, uint8_t digests[TRIPLE_BYTES]);

#endif
