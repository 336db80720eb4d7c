/* The functions that Python calls. Each checks the sizes of the buffers it is given against each
 * other before it releases the interpreter's lock and works on them. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>

#include "core.h"

static const char *const names[] = {"plain", "avx2", "avx512"};
static enum instructions in_use;

static PyObject *refuse(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return NULL;
}

static PyObject *outcome_error(int outcome)
{
    return outcome == NO_MEMORY ? PyErr_NoMemory() : refuse("the table is damaged");
}

static int holds(const Py_buffer *buffer, size_t items, size_t item)
{
    return (uintptr_t)buffer->buf % (item == 2 || item == 4 || item == 8 ? item : 1) == 0 &&
           items <= SIZE_MAX / item && (size_t)buffer->len == items * item;
}

static PyObject *py_build_part(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer entries, offsets, signatures, ids;
    struct shape shape;
    if (!PyArg_ParseTuple(args, "y*IIIIw*w*w*", &entries, &shape.words, &shape.start, &shape.bits,
                          &shape.signature_start, &offsets, &signatures, &ids))
        return NULL;
    PyObject *result = NULL;
    size_t count = (size_t)ids.len / 4, size = 64 * (size_t)shape.words;
    if ((shape.words != 1 && shape.words != MOST_WORDS) || shape.bits < 1 ||
        shape.bits > MOST_BITS || shape.start > size || shape.start + shape.bits > size ||
        shape.signature_start > size || shape.signature_start + 16 > size)
        refuse("there is no such part of a hash");
    else if (count > UINT32_MAX || !holds(&entries, count, 8 * (size_t)shape.words) ||
             !holds(&offsets, ((size_t)1 << shape.bits) + 1, 4) || !holds(&signatures, count, 2) ||
             !holds(&ids, count, 4))
        refuse("the buffers do not fit together");
    else {
        Py_BEGIN_ALLOW_THREADS
        build_part(entries.buf, count, &shape, offsets.buf, signatures.buf, ids.buf);
        Py_END_ALLOW_THREADS
        result = Py_NewRef(Py_None);
    }
    PyBuffer_Release(&entries);
    PyBuffer_Release(&offsets);
    PyBuffer_Release(&signatures);
    PyBuffer_Release(&ids);
    return result;
}

/* Masks with 0, 1 … threshold of the lowest bits set. */
static uint32_t *masks_of(struct part *part)
{
    size_t total = 0, level = 1;
    for (int32_t flipped = 0; flipped <= part->threshold; flipped++) {
        total += level;
        part->level_end[flipped] = total;
        level = level * (part->bits - (uint32_t)flipped) / ((size_t)flipped + 1);
    }
    uint32_t *masks = malloc(total * sizeof *masks);
    if (!masks)
        return NULL;
    masks[0] = 0;
    size_t place = 1;
    for (int32_t flipped = 1; flipped <= part->threshold; flipped++) {
        uint64_t mask = (UINT64_C(1) << flipped) - 1;
        while (mask >> part->bits == 0) {
            masks[place++] = (uint32_t)mask;
            uint64_t lowest = mask & -mask, carried = mask + lowest;
            mask = (((carried ^ mask) >> 2) / lowest) | carried;
        }
    }
    part->mask_count = total;
    return masks;
}

static int place_masks(struct searched *in)
{
    for (uint32_t number = 0; number < in->parts; number++) {
        struct part *part = in->part + number;
        if (part->threshold < 0)
            continue;
        for (uint32_t before = 0; before < number && !part->masks; before++) {
            const struct part *like = in->part + before;
            if (like->bits == part->bits && like->threshold == part->threshold) {
                part->masks = like->masks;
                part->mask_count = like->mask_count;
                memcpy(part->level_end, like->level_end, sizeof part->level_end);
            }
        }
        if (!part->masks && !(part->masks = masks_of(part)))
            return NO_MEMORY;
        in->most_runs += part->mask_count;
    }
    return DONE;
}

static void free_masks(struct searched *in)
{
    for (uint32_t number = 0; number < in->parts; number++) {
        const uint32_t *masks = in->part[number].masks;
        for (uint32_t later = number; later < in->parts; later++)
            if (in->part[later].masks == masks)
                in->part[later].masks = NULL;
        free((void *)masks);
    }
}

static const void *table_at(const Py_buffer *index, unsigned long long at, size_t items, size_t item)
{
    if (at % item || at > (size_t)index->len || items > ((size_t)index->len - at) / item)
        return NULL;
    return (const char *)index->buf + at;
}

static int read_part(struct searched *in, const Py_buffer *index, PyObject *given, uint32_t number)
{
    struct part *part = in->part + number;
    unsigned long long offsets, signatures, ids;
    uint32_t size = 64 * in->words;
    if (!PyArg_ParseTuple(given, "IIIiKKK", &part->start, &part->bits, &part->signature_start,
                          &part->threshold, &offsets, &signatures, &ids))
        return 0;
    if (part->bits < LEAST_BITS || part->bits > MOST_BITS || part->start > size ||
        part->start + part->bits > size || part->threshold < -1 ||
        part->threshold > (int32_t)part->bits) {
        refuse("there is no such part of a hash");
        return 0;
    }
    part->offsets = table_at(index, offsets, ((size_t)1 << part->bits) + 1, 4);
    part->signatures = table_at(index, signatures, in->count, 2);
    part->ids = table_at(index, ids, in->count, 4);
    if (!part->offsets || !part->signatures || !part->ids) {
        refuse("a table lies outside the index");
        return 0;
    }
    return 1;
}

/* The conditions of the exactness argument in search_body.h. */
static int proves(struct searched *in)
{
    int64_t sum = 0;
    for (uint32_t number = 0; number < in->parts; number++) {
        struct part *part = in->part + number;
        const struct part *next = in->part + (number + 1) % in->parts;
        if (part->signature_start != next->start ||
            (number && part->start < part[-1].start + part[-1].bits))
            return 0;
        part->budget = part->threshold + next->threshold + 1;
        sum += part->threshold + 1;
    }
    return in->parts >= 2 && sum == (int64_t)in->radius + 1;
}

static int read_parts(struct searched *in, const Py_buffer *index, PyObject *given)
{
    Py_ssize_t count = PyTuple_GET_SIZE(given);
    if (count < 2 || count > MOST_PARTS || (uintptr_t)index->buf % 8) {
        refuse("there is no such index");
        return 0;
    }
    for (Py_ssize_t number = 0; number < count; number++)
        if (!read_part(in, index, PyTuple_GET_ITEM(given, number), (uint32_t)number))
            return 0;
    in->parts = (uint32_t)count;
    if (!proves(in)) {
        refuse("these parts and thresholds would miss matches");
        return 0;
    }
    return 1;
}

static int read_entries(struct searched *in, const Py_buffer *entries, const Py_buffer *hashes,
                        struct queries *queries)
{
    size_t width = 8 * (size_t)in->words;
    if ((in->words != 1 && in->words != MOST_WORDS) || in->radius > 64 * in->words ||
        (size_t)entries->len % width || (size_t)hashes->len % width ||
        (size_t)entries->len / width > UINT32_MAX || (size_t)hashes->len / width > UINT32_MAX) {
        refuse("the buffers hold no whole hashes, or the radius is too large");
        return 0;
    }
    in->instructions = in_use;
    in->entries = entries->buf;
    in->count = (size_t)entries->len / width;
    *queries = (struct queries){hashes->buf, (size_t)hashes->len / width};
    return 1;
}

typedef int search_function(const struct searched *, const struct queries *, struct rows *);

static PyObject *found(const struct searched *in, const struct queries *queries,
                       search_function *search)
{
    struct rows rows = {NULL, 0, 0};
    int outcome;
    Py_BEGIN_ALLOW_THREADS
    outcome = search(in, queries, &rows);
    Py_END_ALLOW_THREADS
    PyObject *result = outcome ? outcome_error(outcome)
                               : PyBytes_FromStringAndSize(
                                     (const char *)rows.row,
                                     (Py_ssize_t)(rows.count * sizeof *rows.row));
    free(rows.row);
    return result;
}

static PyObject *py_search(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer index, entries, hashes;
    PyObject *parts, *result = NULL;
    struct searched in = {0};
    struct queries queries;
    if (!PyArg_ParseTuple(args, "y*y*IO!y*I", &index, &entries, &in.words, &PyTuple_Type, &parts,
                          &hashes, &in.radius))
        return NULL;
    if (read_entries(&in, &entries, &hashes, &queries) && read_parts(&in, &index, parts)) {
        result = place_masks(&in) ? PyErr_NoMemory() : found(&in, &queries, search_parts);
        free_masks(&in);
    }
    PyBuffer_Release(&index);
    PyBuffer_Release(&entries);
    PyBuffer_Release(&hashes);
    return result;
}

static PyObject *py_scan(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer entries, hashes;
    PyObject *result = NULL;
    struct searched in = {0};
    struct queries queries;
    if (!PyArg_ParseTuple(args, "y*Iy*I", &entries, &in.words, &hashes, &in.radius))
        return NULL;
    if (read_entries(&in, &entries, &hashes, &queries))
        result = found(&in, &queries, search_plain);
    PyBuffer_Release(&entries);
    PyBuffer_Release(&hashes);
    return result;
}

static int read_digests(struct digests *in, const Py_buffer *digest, size_t offsets_length)
{
    if (in->width < 8 || in->width > 64 || (size_t)digest->len % in->width ||
        (size_t)digest->len / in->width > UINT32_MAX || in->bits > 32 ||
        offsets_length != (((size_t)1 << in->bits) + 1) * 4) {
        refuse("the buffers do not fit together");
        return 0;
    }
    in->digest = digest->buf;
    in->count = (size_t)digest->len / in->width;
    return 1;
}

static PyObject *py_build_buckets(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer digest, offsets;
    PyObject *result = NULL;
    struct digests in = {0};
    Py_ssize_t width;
    if (!PyArg_ParseTuple(args, "y*nIw*", &digest, &width, &in.bits, &offsets))
        return NULL;
    in.width = width < 0 ? 0 : (size_t)width;
    if (read_digests(&in, &digest, (size_t)offsets.len) && (uintptr_t)offsets.buf % 4 == 0) {
        int outcome;
        Py_BEGIN_ALLOW_THREADS
        outcome = build_buckets(&in, offsets.buf);
        Py_END_ALLOW_THREADS
        result = outcome ? outcome_error(outcome) : Py_NewRef(Py_None);
    } else if (!PyErr_Occurred())
        refuse("the buffers do not fit together");
    PyBuffer_Release(&digest);
    PyBuffer_Release(&offsets);
    return result;
}

static PyObject *py_find(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer digest, offsets, keys, first, number;
    PyObject *result = NULL;
    struct digests in = {0};
    Py_ssize_t width;
    if (!PyArg_ParseTuple(args, "y*nIy*y*w*w*", &digest, &width, &in.bits, &offsets, &keys, &first,
                          &number))
        return NULL;
    in.width = width < 0 ? 0 : (size_t)width;
    size_t count = (size_t)first.len / 4;
    if (!read_digests(&in, &digest, (size_t)offsets.len))
        ;
    else if ((uintptr_t)offsets.buf % 4 || !holds(&keys, count, in.width) ||
             !holds(&first, count, 4) || !holds(&number, count, 4))
        refuse("the buffers do not fit together");
    else {
        int outcome;
        in.offsets = offsets.buf;
        Py_BEGIN_ALLOW_THREADS
        outcome = find_digests(&in, keys.buf, count, first.buf, number.buf);
        Py_END_ALLOW_THREADS
        result = outcome ? outcome_error(outcome) : Py_NewRef(Py_None);
    }
    PyBuffer_Release(&digest);
    PyBuffer_Release(&offsets);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&first);
    PyBuffer_Release(&number);
    return result;
}

static PyObject *py_find_one(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer digest, offsets, key;
    PyObject *result = NULL;
    struct digests in = {0};
    Py_ssize_t width;
    if (!PyArg_ParseTuple(args, "y*nIy*y*", &digest, &width, &in.bits, &offsets, &key))
        return NULL;
    in.width = width < 0 ? 0 : (size_t)width;
    if (!read_digests(&in, &digest, (size_t)offsets.len))
        ;
    else if ((uintptr_t)offsets.buf % 4 || (size_t)key.len != in.width)
        refuse("the buffers do not fit together");
    else {
        uint32_t first, number;
        in.offsets = offsets.buf;
        int outcome = find_digests(&in, key.buf, 1, &first, &number);
        result = outcome ? outcome_error(outcome) : Py_BuildValue("II", first, number);
    }
    PyBuffer_Release(&digest);
    PyBuffer_Release(&offsets);
    PyBuffer_Release(&key);
    return result;
}

static PyObject *py_sort_run(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer digest, records, sorted_digests, sorted_records;
    PyObject *result = NULL;
    Py_ssize_t width;
    if (!PyArg_ParseTuple(args, "y*y*nw*w*", &digest, &records, &width, &sorted_digests,
                          &sorted_records))
        return NULL;
    size_t count = (size_t)records.len / 4;
    if (width < 8 || width > 64 || count > UINT32_MAX || !holds(&records, count, 4) ||
        !holds(&sorted_records, count, 4) || (size_t)digest.len != count * (size_t)width ||
        (size_t)sorted_digests.len != count * (size_t)width)
        refuse("the buffers do not fit together");
    else {
        int outcome;
        Py_BEGIN_ALLOW_THREADS
        outcome = sort_run(digest.buf, records.buf, count, (size_t)width, sorted_digests.buf,
                           sorted_records.buf);
        Py_END_ALLOW_THREADS
        result = outcome ? outcome_error(outcome) : Py_NewRef(Py_None);
    }
    PyBuffer_Release(&digest);
    PyBuffer_Release(&records);
    PyBuffer_Release(&sorted_digests);
    PyBuffer_Release(&sorted_records);
    return result;
}

static int runs_lie_within(const struct runs *runs, size_t count)
{
    for (size_t run = 0; run < runs->count; run++)
        if (runs->next[run] > runs->end[run] || runs->end[run] > count)
            return 0;
    return 1;
}

static PyObject *py_merge_runs(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer digest, records, next, end, merged_digests, merged_records;
    PyObject *result = NULL;
    Py_ssize_t width;
    if (!PyArg_ParseTuple(args, "y*y*nw*y*w*w*", &digest, &records, &width, &next, &end,
                          &merged_digests, &merged_records))
        return NULL;
    size_t count = (size_t)records.len / 4, room = (size_t)merged_records.len / 4, written = 0;
    size_t wide = width < 8 || width > 64 ? 0 : (size_t)width;
    struct runs runs = {digest.buf, records.buf, wide, (size_t)next.len / 8, next.buf, end.buf};
    if (!wide || (size_t)digest.len != count * wide || !holds(&records, count, 4) ||
        !holds(&next, runs.count, 8) || !holds(&end, runs.count, 8) ||
        !holds(&merged_records, room, 4) || (size_t)merged_digests.len != room * wide ||
        !runs_lie_within(&runs, count))
        refuse("the buffers do not fit together");
    else {
        int outcome;
        Py_BEGIN_ALLOW_THREADS
        outcome = merge_runs(&runs, merged_digests.buf, merged_records.buf, room, &written);
        Py_END_ALLOW_THREADS
        result = outcome ? outcome_error(outcome) : PyLong_FromSize_t(written);
    }
    PyBuffer_Release(&digest);
    PyBuffer_Release(&records);
    PyBuffer_Release(&next);
    PyBuffer_Release(&end);
    PyBuffer_Release(&merged_digests);
    PyBuffer_Release(&merged_records);
    return result;
}

static PyObject *py_use(PyObject *module, PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "s", &name))
        return NULL;
    for (int each = 0; each <= (int)best_instructions(); each++)
        if (!strcmp(name, names[each])) {
            in_use = (enum instructions)each;
            return PyObject_SetAttrString(module, "NAME", PyTuple_GET_ITEM(args, 0))
                       ? NULL
                       : Py_NewRef(Py_None);
        }
    return refuse("this processor has no such instructions");
}

static PyMethodDef methods[] = {
    {"build_part", py_build_part, METH_VARARGS, NULL},
    {"search", py_search, METH_VARARGS, NULL},
    {"scan", py_scan, METH_VARARGS, NULL},
    {"build_buckets", py_build_buckets, METH_VARARGS, NULL},
    {"find", py_find, METH_VARARGS, NULL},
    {"find_one", py_find_one, METH_VARARGS, NULL},
    {"sort_run", py_sort_run, METH_VARARGS, NULL},
    {"merge_runs", py_merge_runs, METH_VARARGS, NULL},
    {"use", py_use, METH_VARARGS, "Search with these instructions (plain, avx2, avx512)."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "core", .m_doc = "The hash-set indexes' inner loops.",
    .m_size = -1, .m_methods = methods,
};

PyMODINIT_FUNC PyInit_core(void)
{
    PyObject *module = PyModule_Create(&definition);
    in_use = best_instructions();
    if (module && PyModule_AddStringConstant(module, "NAME", names[in_use])) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
