/* Sorting digests with their record numbers: runs in memory, then a merge of runs.
 *
 * A run is sorted by its digests' first 33 bits in three passes of a radix sort; what these leave
 * together (by chance a few, or all of a crafted file) is sorted by comparison. */
#include <stdlib.h>

#include "core.h"

#define DIGIT 11
#define DIGITS (1 << DIGIT)
#define PASSES 3

struct key {
    uint64_t prefix;
    uint32_t place;
};

struct ordering {
    const uint8_t *digests;
    size_t width;
};

static int compare(const struct ordering *by, const struct key *one, const struct key *other)
{
    if (one->prefix != other->prefix)
        return one->prefix < other->prefix ? -1 : 1;
    int order = memcmp(by->digests + one->place * by->width, by->digests + other->place * by->width,
                       by->width);
    if (order)
        return order;
    return one->place < other->place ? -1 : one->place > other->place;
}

/* Bottom-up merge sort, so that no order of the input is a bad one; `spare` is as long. */
static void sort_tied(const struct ordering *by, struct key *keys, struct key *spare, size_t count)
{
    struct key *from = keys, *to = spare;
    for (size_t length = 1; length < count; length *= 2) {
        for (size_t start = 0; start < count; start += 2 * length) {
            size_t middle = start + length < count ? start + length : count;
            size_t end = middle + length < count ? middle + length : count;
            size_t left = start, right = middle;
            for (size_t place = start; place < end; place++) {
                int take_left = left < middle && (right >= end || compare(by, from + left, from + right) <= 0);
                to[place] = from[take_left ? left++ : right++];
            }
        }
        struct key *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
}

static void radix_pass(const struct key *from, struct key *to, size_t count, unsigned shift)
{
    size_t starts[DIGITS] = {0}, total = 0;
    for (size_t place = 0; place < count; place++)
        starts[(from[place].prefix >> shift) & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t size = starts[digit];
        starts[digit] = total;
        total += size;
    }
    for (size_t place = 0; place < count; place++)
        to[starts[(from[place].prefix >> shift) & (DIGITS - 1)]++] = from[place];
}

static struct key *sorted_keys(const struct ordering *by, struct key *keys, struct key *spare,
                               size_t count)
{
    const unsigned lowest = 64 - PASSES * DIGIT;
    for (unsigned pass = 0; pass < PASSES; pass++) {
        radix_pass(keys, spare, count, lowest + pass * DIGIT);
        struct key *swap = keys;
        keys = spare;
        spare = swap;
    }
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && keys[end].prefix >> lowest == keys[start].prefix >> lowest)
            end++;
        if (end - start > 1)
            sort_tied(by, keys + start, spare + start, end - start);
    }
    return keys;
}

int sort_run(const uint8_t *digests, const uint32_t *records, size_t count, size_t width,
             uint8_t *sorted_digests, uint32_t *sorted_records)
{
    struct ordering by = {digests, width};
    if (!count)
        return DONE;
    struct key *keys = malloc(2 * count * sizeof *keys);
    if (!keys)
        return NO_MEMORY;
    for (size_t place = 0; place < count; place++)
        keys[place] = (struct key){load_prefix(digests + place * width), (uint32_t)place};
    const struct key *sorted = sorted_keys(&by, keys, keys + count, count);
    for (size_t place = 0; place < count; place++) {
        if (place + 16 < count)
            __builtin_prefetch(digests + sorted[place + 16].place * width);
        memcpy(sorted_digests + place * width, digests + sorted[place].place * width, width);
        sorted_records[place] = records[sorted[place].place];
    }
    free(keys);
    return DONE;
}

struct head {
    uint64_t prefix;
    size_t run;
};

static int before(const struct runs *runs, const struct head *one, const struct head *other)
{
    if (one->prefix != other->prefix)
        return one->prefix < other->prefix;
    int order = memcmp(runs->digests + runs->next[one->run] * runs->width,
                       runs->digests + runs->next[other->run] * runs->width, runs->width);
    return order ? order < 0 : one->run < other->run;
}

static void sift(const struct runs *runs, struct head *heap, size_t count, size_t place)
{
    struct head moved = heap[place];
    for (;;) {
        size_t child = 2 * place + 1;
        if (child >= count)
            break;
        if (child + 1 < count && before(runs, heap + child + 1, heap + child))
            child++;
        if (!before(runs, heap + child, &moved))
            break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = moved;
}

int merge_runs(const struct runs *runs, uint8_t *digests, uint32_t *records, size_t room,
               size_t *written)
{
    struct head *heap = malloc((runs->count ? runs->count : 1) * sizeof *heap);
    size_t size = 0, done = 0;
    if (!heap)
        return NO_MEMORY;
    for (size_t run = 0; run < runs->count; run++)
        if (runs->next[run] < runs->end[run])
            heap[size++] =
                (struct head){load_prefix(runs->digests + runs->next[run] * runs->width), run};
    for (size_t place = size / 2; place-- > 0;)
        sift(runs, heap, size, place);
    for (; size && done < room; done++) {
        size_t run = heap[0].run, place = runs->next[run]++;
        memcpy(digests + done * runs->width, runs->digests + place * runs->width, runs->width);
        records[done] = runs->records[place];
        if (place + 1 < runs->end[run])
            heap[0].prefix = load_prefix(runs->digests + (place + 1) * runs->width);
        else
            heap[0] = heap[--size];
        if (size)
            sift(runs, heap, size, 0);
    }
    free(heap);
    *written = done;
    return DONE;
}
