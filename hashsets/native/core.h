/* What the parts of the core share. Nothing here does input or output: every table is a buffer that
 * the caller mapped, and every offset read from one is checked before it is followed. */
#ifndef SKERRY_CORE_H
#define SKERRY_CORE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the tables are little-endian; on this machine use the numpy reference"
#endif

#define MOST_PARTS 32
#define MOST_WORDS 4
#define LEAST_BITS 16 /* of a part: the signature is this many bits of the next one */
#define MOST_BITS 26

#if defined(__x86_64__) && defined(__GNUC__)
#define CORE_X86 1
#endif

#define ALWAYS static inline __attribute__((always_inline))

enum outcome { DONE = 0, NO_MEMORY = -1, DAMAGED = -2 };

/* A match: the number of the query, that of the entry, and their distance in bits. */
struct row {
    uint32_t query, entry, distance;
};

struct rows {
    struct row *row;
    size_t count, room;
};

/* What the processor offers, least first; the search is compiled for each. */
enum instructions { PLAIN, AVX2, AVX512 };
enum instructions best_instructions(void);

int rows_push(struct rows *rows, uint32_t query, uint32_t entry, uint32_t distance);

/* One part of the hash: its place, how far it is searched, and its table. Bit b of a hash is bit
 * b % 64 of its little-endian word b / 64. Bucket k holds postings offsets[k] to offsets[k + 1]; a
 * posting is an entry's number and its signature, the first 16 bits of the next part. */
struct part {
    uint32_t start, bits, signature_start;
    int32_t threshold; /* -1: not searched */
    int32_t budget;    /* most bits in which this part and the next may differ together */
    const uint32_t *offsets, *ids;
    const uint16_t *signatures;
    const uint32_t *masks; /* of the buckets to look at, nearest first */
    size_t mask_count;
    size_t level_end[MOST_BITS + 1]; /* masks before this one flip at most so many bits */
};

struct searched {
    enum instructions instructions;
    const uint8_t *entries;
    size_t count;
    uint32_t words; /* 64-bit words of a hash: 1 or 4 */
    uint32_t radius;
    struct part part[MOST_PARTS];
    uint32_t parts;
    size_t most_runs; /* buckets looked at for one query */
};

struct queries {
    const uint8_t *hashes;
    size_t count;
};

/* Every entry within the radius of every query; rows in no particular order. */
int search_parts(const struct searched *in, const struct queries *queries, struct rows *out);
int search_plain(const struct searched *in, const struct queries *queries, struct rows *out);

/* The plain comparison of some queries only (numbers in `chosen`). */
int scan_chosen(const struct searched *in, const struct queries *queries, const uint32_t *chosen,
                size_t chosen_count, struct rows *out);

struct shape {
    uint32_t words, start, bits, signature_start;
};

void build_part(const uint8_t *entries, size_t count, const struct shape *shape, uint32_t *offsets,
                uint16_t *signatures, uint32_t *ids);

/* Digests in byte order, and where the digests of each prefix of `bits` bits begin. */
struct digests {
    const uint8_t *digest;
    size_t count, width;
    const uint32_t *offsets;
    uint32_t bits;
};

/* `sorted` must be in byte order; returns DAMAGED where it is not. */
int build_buckets(const struct digests *sorted, uint32_t *offsets);
int find_digests(const struct digests *in, const uint8_t *keys, size_t count, uint32_t *first,
                 uint32_t *found);

int sort_run(const uint8_t *digests, const uint32_t *records, size_t count, size_t width,
             uint8_t *sorted_digests, uint32_t *sorted_records);

struct runs {
    const uint8_t *digests;
    const uint32_t *records;
    size_t width, count;
    uint64_t *next;      /* of each run, moved on */
    const uint64_t *end; /* of each run */
};

/* Writes up to `room` entries in order; `*written` is 0 when all runs are used up. */
int merge_runs(const struct runs *runs, uint8_t *digests, uint32_t *records, size_t room,
               size_t *written);

ALWAYS uint64_t load_word(const uint8_t *place)
{
    uint64_t word;
    memcpy(&word, place, sizeof word);
    return word;
}

/* The first eight bytes of a digest as a number that sorts as they do. */
ALWAYS uint64_t load_prefix(const uint8_t *place)
{
    return __builtin_bswap64(load_word(place));
}

/* Bits start to start + bits of a hash; bits is at most 32. */
ALWAYS uint32_t bits_of(const uint64_t *words, uint32_t start, uint32_t bits)
{
    uint32_t shift = start % 64;
    uint64_t value = words[start / 64] >> shift;
    if (shift + bits > 64)
        value |= words[start / 64 + 1] << (64 - shift);
    return (uint32_t)(value & ((UINT64_C(1) << bits) - 1));
}

ALWAYS uint32_t distance_of(const uint64_t *one, const uint8_t *other, uint32_t words)
{
    uint32_t total = 0;
    for (uint32_t word = 0; word < words; word++)
        total += (uint32_t)__builtin_popcountll(one[word] ^ load_word(other + 8 * word));
    return total;
}

#endif
