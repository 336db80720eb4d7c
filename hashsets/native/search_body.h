/* The search itself, compiled once for each kind of processor: the includer defines TARGET, NAME()
 * and filter(), which lists the postings of a run whose signature is near enough.
 *
 * Why nothing is missed: let d_i be the distance in part i and t_i the thresholds, with
 * sum(t_i + 1) = radius + 1. Where sum(d_i) <= radius, sum(d_i - t_i - 1) < 0 around the ring of
 * parts, so by the cycle lemma some part begins only negative partial sums: d_i <= t_i and
 * d_i + d_next <= t_i + t_next + 1. That entry lies in a bucket looked at for part i, and its
 * signature, being some bits of the next part, differs in at most t_i + t_next + 1 - d_i. */

/* Looks up the buckets of one query; returns how many postings they hold, or a negative outcome. */
TARGET static int64_t NAME(buckets)(const struct searched *in, const uint64_t *query,
                                    struct scratch *scratch)
{
    int64_t total = 0;
    scratch->runs = 0;
    for (uint32_t number = 0; number < in->parts; number++) {
        const struct part *part = in->part + number;
        if (part->threshold < 0)
            continue;
        uint32_t key = bits_of(query, part->start, part->bits);
        uint16_t signature = (uint16_t)bits_of(query, part->signature_start, 16);
        size_t each = 0;
        for (int32_t level = 0; level <= part->threshold; level++) {
            for (; each < part->level_end[level]; each++) {
                if (each + OFFSETS_AHEAD < part->mask_count)
                    __builtin_prefetch(part->offsets + (key ^ part->masks[each + OFFSETS_AHEAD]));
                uint32_t bucket = key ^ part->masks[each];
                uint32_t low = part->offsets[bucket], high = part->offsets[bucket + 1];
                if (low > high || high > in->count)
                    return DAMAGED;
                if (low == high)
                    continue;
                scratch->run[scratch->runs++] = (struct run){
                    low, high, number, signature, (uint16_t)(part->budget - level)};
                total += high - low;
            }
        }
    }
    return total;
}

/* Compares the candidates with the whole hash. An entry that several parts lead to is told of by
 * the first of them only. */
TARGET static int NAME(verify)(const struct searched *in, const uint64_t *query, uint32_t number,
                               struct scratch *scratch, struct rows *out)
{
    size_t width = in->words * 8;
    for (size_t each = 0; each < scratch->candidates; each++) {
        struct candidate *candidate = scratch->candidate + each;
        uint32_t id = in->part[candidate->part].ids[candidate->place];
        if (id >= in->count)
            return DAMAGED;
        candidate->place = id;
        __builtin_prefetch(in->entries + (size_t)id * width);
    }
    for (size_t each = 0; each < scratch->candidates; each++) {
        const struct candidate *candidate = scratch->candidate + each;
        const uint8_t *entry = in->entries + (size_t)candidate->place * width;
        uint32_t distance = in->words == 1 ? distance_of(query, entry, 1)
                                           : distance_of(query, entry, MOST_WORDS);
        if (distance > in->radius || told_before(in, query, entry, candidate->part))
            continue;
        if (rows_push(out, number, candidate->place, distance))
            return NO_MEMORY;
    }
    scratch->candidates = 0;
    return DONE;
}

ALWAYS void NAME(fetch)(const struct searched *in, const struct run *run)
{
    const uint16_t *first = in->part[run->part].signatures + run->low;
    size_t length = (size_t)(run->high - run->low) * sizeof *first;
    if (length > FETCHED)
        length = FETCHED;
    for (size_t byte = 0; byte < length; byte += 64)
        __builtin_prefetch((const char *)first + byte);
    __builtin_prefetch((const char *)first + length - 1);
}

/* One query; TOO_MANY where the plain comparison is the cheaper way, with `out` as it was. */
TARGET static int NAME(query)(const struct searched *in, const uint64_t *query, uint32_t number,
                              struct scratch *scratch, struct rows *out)
{
    size_t told = out->count, met = 0;
    int64_t total = NAME(buckets)(in, query, scratch);
    if (total < 0)
        return (int)total;
    if ((uint64_t)total > in->count / 2)
        return TOO_MANY;
    scratch->candidates = 0;
    for (size_t each = 0; each < scratch->runs && each < RUNS_AHEAD; each++)
        NAME(fetch)(in, scratch->run + each);
    for (size_t each = 0; each < scratch->runs; each++) {
        const struct run *run = scratch->run + each;
        if (each + RUNS_AHEAD < scratch->runs)
            NAME(fetch)(in, scratch->run + each + RUNS_AHEAD);
        for (uint32_t low = run->low; low < run->high;) {
            uint32_t high = run->high - low > CHUNK ? low + CHUNK : run->high;
            size_t before = scratch->candidates;
            filter(in->part + run->part, run, low, high, scratch);
            met += scratch->candidates - before;
            low = high;
            if (scratch->candidates + CHUNK <= CANDIDATES)
                continue;
            if (met > in->count / 16) {
                out->count = told;
                return TOO_MANY;
            }
            int failed = NAME(verify)(in, query, number, scratch, out);
            if (failed)
                return failed;
        }
    }
    return NAME(verify)(in, query, number, scratch, out);
}

TARGET static int NAME(search)(const struct searched *in, const struct queries *queries,
                               struct scratch *scratch, struct rows *out)
{
    size_t left = 0;
    for (size_t number = 0; number < queries->count; number++) {
        uint64_t query[MOST_WORDS];
        memcpy(query, queries->hashes + number * in->words * 8, in->words * 8);
        int outcome = NAME(query)(in, query, (uint32_t)number, scratch, out);
        if (outcome == TOO_MANY)
            scratch->chosen[left++] = (uint32_t)number;
        else if (outcome)
            return outcome;
    }
    return left ? scan_chosen(in, queries, scratch->chosen, left, out) : DONE;
}
