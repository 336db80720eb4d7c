/* Multi-index hashing: entries near a query, by way of the parts in which they are nearest.
 *
 * The exactness argument stands in search_body.h. A query whose buckets hold more than the plain
 * comparison costs (hashes that crowd together, all zero bits, a large radius) is compared plainly,
 * so that no data makes a query much dearer than that. */
#include <stdlib.h>

#include "core.h"

#ifdef CORE_X86
#include <immintrin.h>
#endif

#define CHUNK 4096       /* postings filtered before the candidates are looked at */
#define CANDIDATES 8192  /* more than a chunk: emptied when the next one might not fit */
#define RUNS_AHEAD 8     /* buckets fetched from memory before they are needed */
#define OFFSETS_AHEAD 16 /* the same of their offsets */
#define FETCHED 768      /* bytes of a bucket; the processor itself fetches what follows */
#define TOO_MANY 1

struct run {
    uint32_t low, high, part;
    uint16_t signature, limit;
};

struct candidate {
    uint32_t place, part; /* a posting, and later the entry it names */
};

struct scratch {
    struct run *run;
    size_t runs;
    struct candidate *candidate;
    size_t candidates;
    uint32_t *chosen;
};

/* Whether a part before this one leads to the entry too. */
ALWAYS int told_before(const struct searched *in, const uint64_t *query, const uint8_t *entry,
                       uint32_t number)
{
    uint64_t differ[MOST_WORDS];
    for (uint32_t word = 0; word < in->words; word++)
        differ[word] = query[word] ^ load_word(entry + 8 * word);
    for (uint32_t other = 0; other < number; other++) {
        const struct part *part = in->part + other;
        if (part->threshold < 0)
            continue;
        int32_t here = __builtin_popcount(bits_of(differ, part->start, part->bits));
        int32_t next = __builtin_popcount(bits_of(differ, part->signature_start, 16));
        if (here <= part->threshold && here + next <= part->budget)
            return 1;
    }
    return 0;
}

ALWAYS void keep(const struct part *part, const struct run *run, uint32_t place,
                 struct scratch *scratch)
{
    __builtin_prefetch(part->ids + place);
    scratch->candidate[scratch->candidates++] = (struct candidate){place, run->part};
}

ALWAYS void filter_one_by_one(const struct part *part, const struct run *run, uint32_t low,
                              uint32_t high, struct scratch *scratch)
{
    for (uint32_t place = low; place < high; place++)
        if (__builtin_popcount((uint32_t)(part->signatures[place] ^ run->signature)) <= run->limit)
            keep(part, run, place, scratch);
}

/* Four signatures at a time in one word. */
ALWAYS void filter_words(const struct part *part, const struct run *run, uint32_t low,
                         uint32_t high, struct scratch *scratch)
{
    const uint64_t each = UINT64_C(0x0001000100010001);
    const uint64_t wanted = each * run->signature;
    const uint64_t reach = each * (uint64_t)(0x8000 + (run->limit < 16 ? run->limit : 16));
    for (; high - low >= 4; low += 4) {
        uint64_t value;
        memcpy(&value, part->signatures + low, sizeof value);
        value ^= wanted;
        value -= (value >> 1) & (each * 0x5555);
        value = (value & (each * 0x3333)) + ((value >> 2) & (each * 0x3333));
        value = (value + (value >> 4)) & (each * 0x0f0f);
        value = (value + (value >> 8)) & (each * 0x00ff);
        uint64_t near = (reach - value) & (each * 0x8000);
        for (; near; near &= near - 1)
            keep(part, run, low + (uint32_t)__builtin_ctzll(near) / 16, scratch);
    }
    filter_one_by_one(part, run, low, high, scratch);
}

#define TARGET
#define NAME(of) of##_anywhere
#define filter filter_words
#include "search_body.h"
#undef TARGET
#undef NAME
#undef filter

#ifdef CORE_X86

#define FOR_AVX2 __attribute__((target("avx2,popcnt,bmi")))

FOR_AVX2 static inline void filter_avx2(const struct part *part, const struct run *run, uint32_t low,
                                    uint32_t high, struct scratch *scratch)
{
    const __m256i of_nibble = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1,
                                               1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15), ones = _mm256_set1_epi8(1);
    const __m256i wanted = _mm256_set1_epi16((short)run->signature);
    const __m256i beyond = _mm256_set1_epi16((short)(run->limit + 1));
    for (; high - low >= 16; low += 16) {
        __m256i value = _mm256_loadu_si256((const __m256i *)(part->signatures + low));
        value = _mm256_xor_si256(value, wanted);
        __m256i upper = _mm256_and_si256(_mm256_srli_epi16(value, 4), nibble);
        __m256i bytes = _mm256_add_epi8(
            _mm256_shuffle_epi8(of_nibble, _mm256_and_si256(value, nibble)),
            _mm256_shuffle_epi8(of_nibble, upper));
        __m256i counts = _mm256_maddubs_epi16(bytes, ones);
        uint32_t near = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi16(beyond, counts));
        for (near &= 0x55555555; near; near &= near - 1)
            keep(part, run, low + (uint32_t)__builtin_ctz(near) / 2, scratch);
    }
    filter_one_by_one(part, run, low, high, scratch);
}

#define TARGET FOR_AVX2
#define NAME(of) of##_avx2
#define filter filter_avx2
#include "search_body.h"
#undef TARGET
#undef NAME
#undef filter

#define FOR_AVX512 \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512bitalg,avx2,popcnt,bmi,bmi2")))

FOR_AVX512 static inline void filter_avx512(const struct part *part, const struct run *run,
                                        uint32_t low, uint32_t high, struct scratch *scratch)
{
    const __m512i wanted = _mm512_set1_epi16((short)run->signature);
    const __m512i limit = _mm512_set1_epi16((short)run->limit);
    for (; low < high; low += 32) {
        __mmask32 there = high - low < 32 ? (1u << (high - low)) - 1 : ~0u;
        __m512i value = _mm512_maskz_loadu_epi16(there, part->signatures + low);
        __m512i counts = _mm512_popcnt_epi16(_mm512_xor_si512(value, wanted));
        uint32_t near = _mm512_mask_cmple_epu16_mask(there, counts, limit);
        for (; near; near &= near - 1)
            keep(part, run, low + (uint32_t)__builtin_ctz(near), scratch);
        if (high - low < 32)
            break;
    }
}

#define TARGET FOR_AVX512
#define NAME(of) of##_avx512
#define filter filter_avx512
#include "search_body.h"

#endif

enum instructions best_instructions(void)
{
#ifdef CORE_X86
    /* Each by name: a virtual machine may offer the wide registers without the rest. */
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
               __builtin_cpu_supports("bmi");
    if (avx2 && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bitalg"))
        return AVX512;
    if (avx2)
        return AVX2;
#endif
    return PLAIN;
}

static int search_best(const struct searched *in, const struct queries *queries,
                       struct scratch *scratch, struct rows *out)
{
#ifdef CORE_X86
    if (in->instructions == AVX512)
        return search_avx512(in, queries, scratch, out);
    if (in->instructions == AVX2)
        return search_avx2(in, queries, scratch, out);
#endif
    return search_anywhere(in, queries, scratch, out);
}

int search_parts(const struct searched *in, const struct queries *queries, struct rows *out)
{
    struct scratch scratch = {
        .run = malloc((in->most_runs + 1) * sizeof *scratch.run),
        .candidate = malloc(CANDIDATES * sizeof *scratch.candidate),
        .chosen = malloc((queries->count + 1) * sizeof *scratch.chosen),
    };
    int outcome = NO_MEMORY;
    if (scratch.run && scratch.candidate && scratch.chosen)
        outcome = search_best(in, queries, &scratch, out);
    free(scratch.run);
    free(scratch.candidate);
    free(scratch.chosen);
    return outcome;
}

int search_plain(const struct searched *in, const struct queries *queries, struct rows *out)
{
    uint32_t *chosen = malloc((queries->count + 1) * sizeof *chosen);
    if (!chosen)
        return NO_MEMORY;
    for (size_t number = 0; number < queries->count; number++)
        chosen[number] = (uint32_t)number;
    int outcome = scan_chosen(in, queries, chosen, queries->count, out);
    free(chosen);
    return outcome;
}
