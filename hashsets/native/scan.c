/* The plain comparison: every entry with every query, a block of entries at a time. */
#include "core.h"

#define BLOCK 512 /* entries: 16 KiB of PDQ hashes, so that further queries find them in L1 */

ALWAYS int scan_block(const struct searched *in, const uint64_t *query, uint32_t number,
                      size_t first, size_t last, uint32_t words, struct rows *out)
{
    uint32_t radius = in->radius;
    const uint8_t *entry = in->entries + first * words * 8;
    for (size_t place = first; place < last; place++, entry += words * 8) {
        uint32_t distance = distance_of(query, entry, words);
        if (__builtin_expect(distance <= radius, 0) &&
            rows_push(out, number, (uint32_t)place, distance))
            return NO_MEMORY;
    }
    return DONE;
}

ALWAYS int scan_all(const struct searched *in, const struct queries *queries,
                    const uint32_t *chosen, size_t chosen_count, struct rows *out)
{
    for (size_t first = 0; first < in->count; first += BLOCK) {
        size_t last = in->count - first < BLOCK ? in->count : first + BLOCK;
        for (size_t each = 0; each < chosen_count; each++) {
            uint64_t query[MOST_WORDS];
            memcpy(query, queries->hashes + (size_t)chosen[each] * in->words * 8, in->words * 8);
            int failed = in->words == 1
                             ? scan_block(in, query, chosen[each], first, last, 1, out)
                             : scan_block(in, query, chosen[each], first, last, MOST_WORDS, out);
            if (failed)
                return failed;
        }
    }
    return DONE;
}

#ifdef CORE_X86
__attribute__((target("popcnt"))) static int scan_popcnt(const struct searched *in,
                                                         const struct queries *queries,
                                                         const uint32_t *chosen,
                                                         size_t chosen_count, struct rows *out)
{
    return scan_all(in, queries, chosen, chosen_count, out);
}
#endif

int scan_chosen(const struct searched *in, const struct queries *queries, const uint32_t *chosen,
                size_t chosen_count, struct rows *out)
{
#ifdef CORE_X86
    if (__builtin_cpu_supports("popcnt"))
        return scan_popcnt(in, queries, chosen, chosen_count, out);
#endif
    return scan_all(in, queries, chosen, chosen_count, out);
}
