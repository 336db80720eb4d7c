/* The table of one part: a counting sort of the entries by the part's bits. */
#include "core.h"

#define AHEAD 16

ALWAYS void build(const uint8_t *entries, size_t count, const struct shape *shape, uint32_t words,
                  uint32_t *offsets, uint16_t *signatures, uint32_t *ids)
{
    size_t buckets = (size_t)1 << shape->bits;
    uint64_t hash[MOST_WORDS];
    memset(offsets, 0, (buckets + 1) * sizeof *offsets);
    for (size_t entry = 0; entry < count; entry++) {
        memcpy(hash, entries + entry * words * 8, words * 8);
        offsets[bits_of(hash, shape->start, shape->bits) + 1]++;
    }
    for (size_t bucket = 0; bucket < buckets; bucket++)
        offsets[bucket + 1] += offsets[bucket];
    /* Each bucket's offset moves to its end, which is the beginning of the next. */
    for (size_t entry = 0; entry < count; entry++) {
        memcpy(hash, entries + entry * words * 8, words * 8);
        uint32_t place = offsets[bits_of(hash, shape->start, shape->bits)]++;
        signatures[place] = (uint16_t)bits_of(hash, shape->signature_start, 16);
        ids[place] = (uint32_t)entry;
    }
    memmove(offsets + 1, offsets, buckets * sizeof *offsets);
    offsets[0] = 0;
}

void build_part(const uint8_t *entries, size_t count, const struct shape *shape, uint32_t *offsets,
                uint16_t *signatures, uint32_t *ids)
{
    if (shape->words == 1)
        build(entries, count, shape, 1, offsets, signatures, ids);
    else
        build(entries, count, shape, MOST_WORDS, offsets, signatures, ids);
}
