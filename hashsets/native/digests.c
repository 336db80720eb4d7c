/* Exact lookups: the prefix of a digest leads to the few digests that share it. */
#include "core.h"

#define GROUP 64   /* lookups under way at a time, so that memory answers them together */
#define LINEAR 12  /* digests looked at one after another; more are halved first */
#define LINE 64

ALWAYS size_t bucket_of(const uint8_t *digest, uint32_t bits)
{
    return bits ? (size_t)(load_prefix(digest) >> (64 - bits)) : 0;
}

int build_buckets(const struct digests *sorted, uint32_t *offsets)
{
    size_t buckets = (size_t)1 << sorted->bits, filled = 0;
    const uint8_t *digest = sorted->digest;
    for (size_t place = 0; place < sorted->count; place++, digest += sorted->width) {
        size_t bucket = bucket_of(digest, sorted->bits);
        if (place && memcmp(digest - sorted->width, digest, sorted->width) > 0)
            return DAMAGED;
        while (filled <= bucket)
            offsets[filled++] = (uint32_t)place;
    }
    while (filled <= buckets)
        offsets[filled++] = (uint32_t)sorted->count;
    return DONE;
}

/* The first of digests low to high that is not below the key. */
ALWAYS size_t lower_bound(const struct digests *in, const uint8_t *key, size_t low, size_t high)
{
    while (high - low > LINEAR) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(in->digest + middle * in->width, key, in->width) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    uint64_t prefix = load_prefix(key);
    for (; low < high; low++) {
        const uint8_t *digest = in->digest + low * in->width;
        uint64_t other = load_prefix(digest);
        if (other > prefix || (other == prefix && memcmp(digest, key, in->width) >= 0))
            break;
    }
    return low;
}

ALWAYS size_t upper_bound(const struct digests *in, const uint8_t *key, size_t low, size_t high)
{
    size_t step = 1;
    while (low + step < high && !memcmp(in->digest + (low + step) * in->width, key, in->width)) {
        low += step;
        step *= 2;
    }
    if (low + step < high)
        high = low + step;
    /* low holds the key; high does not, or is the end. */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(in->digest + middle * in->width, key, in->width))
            high = middle;
        else
            low = middle;
    }
    return high;
}

ALWAYS void find_one(const struct digests *in, const uint8_t *key, size_t low, size_t high,
                     uint32_t *first, uint32_t *found)
{
    size_t place = lower_bound(in, key, low, high);
    *first = (uint32_t)place;
    *found = 0;
    if (place < high && !memcmp(in->digest + place * in->width, key, in->width))
        *found = (uint32_t)(upper_bound(in, key, place, high) - place);
}

int find_digests(const struct digests *in, const uint8_t *keys, size_t count, uint32_t *first,
                 uint32_t *found)
{
    uint32_t low[GROUP], high[GROUP];
    for (size_t start = 0; start < count; start += GROUP) {
        size_t group = count - start < GROUP ? count - start : GROUP;
        const uint8_t *key = keys + start * in->width;
        for (size_t each = 0; each < group; each++)
            __builtin_prefetch(in->offsets + bucket_of(key + each * in->width, in->bits));
        for (size_t each = 0; each < group; each++) {
            size_t bucket = bucket_of(key + each * in->width, in->bits);
            low[each] = in->offsets[bucket];
            high[each] = in->offsets[bucket + 1];
            if (low[each] > high[each] || high[each] > in->count)
                return DAMAGED;
            const uint8_t *place = in->digest + low[each] * in->width;
            size_t length = (high[each] - low[each]) * in->width;
            if (length)
                __builtin_prefetch(place);
            if (length > LINE)
                __builtin_prefetch(place + LINE);
        }
        for (size_t each = 0; each < group; each++)
            find_one(in, key + each * in->width, low[each], high[each], first + start + each,
                     found + start + each);
    }
    return DONE;
}
