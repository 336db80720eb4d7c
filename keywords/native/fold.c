/* Folding: the same answers as keywords/folding.py, which says what each part means.
 *
 * A text is folded character by character (ASCII here, others by the table that Python keeps), then
 * read once more for its words and for those that may be read otherwise. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

/* Kinds of folded characters, as bits. A figure may stand for a letter; 2 and 6 are mere digits. */
enum { OTHER = 0, LETTER = 1, FIGURE = 2, DIGIT = 4, SIGN = 8, BAR = 16 };
enum { OF_WORDS = LETTER | FIGURE | DIGIT };

static uint8_t ascii_kind[128];

static void fill_ascii_kinds(void) {
    for (int c = 'a'; c <= 'z'; c++) ascii_kind[c] = LETTER;
    for (int c = '0'; c <= '9'; c++) ascii_kind[c] = c == '2' || c == '6' ? DIGIT : FIGURE;
    ascii_kind['@'] = ascii_kind['$'] = SIGN;
    ascii_kind['!'] = ascii_kind['|'] = BAR;
}

static inline int kind_of(Py_UCS4 c) {
    if (c < 128) return ascii_kind[c];
    return Py_UNICODE_ISALNUM(c) ? LETTER : OTHER;
}

static inline uint8_t *put_utf8(uint8_t *to, Py_UCS4 c) {
    if (c < 0x80) {
        *to++ = (uint8_t)c;
    } else if (c < 0x800) {
        *to++ = (uint8_t)(0xC0 | c >> 6);
        *to++ = (uint8_t)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *to++ = (uint8_t)(0xE0 | c >> 12);
        *to++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        *to++ = (uint8_t)(0x80 | (c & 0x3F));
    } else {
        *to++ = (uint8_t)(0xF0 | c >> 18);
        *to++ = (uint8_t)(0x80 | (c >> 12 & 0x3F));
        *to++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        *to++ = (uint8_t)(0x80 | (c & 0x3F));
    }
    return to;
}

/* What has been read of a folded text; places are counted in its characters. */
struct reading {
    uint8_t *to;            /* where the next byte of the plain words goes */
    PyObject *spots;        /* what may be read otherwise than as written; NULL for none */
    int failed;
    Py_ssize_t words;       /* that have ended */
    Py_ssize_t word_end;    /* of the last one; before the first word, far off */
    Py_ssize_t singles;     /* words of one letter in a row, each close to the one before */
    Py_ssize_t chain_start;
    Py_ssize_t token;       /* start of the run of letters, figures and signs, or -1 */
    Py_ssize_t token_words; /* words before it */
    Py_ssize_t token_end;   /* one past its last character that is no bar */
    int token_kinds;        /* of its characters but trailing bars */
    int bars;               /* whether bars were read since */
};

enum { SHORTEST = 3, REPEATED = 3, LONGEST = 200, WIDEST_GAP = 3 };

static void add_spot(struct reading *r, int apart, Py_ssize_t first, Py_ssize_t last,
                     Py_ssize_t start, Py_ssize_t end) {
    if (!r->spots) r->spots = PyList_New(0);
    PyObject *spot = Py_BuildValue("(innnn)", apart, first, last, start, end);
    if (!r->spots || !spot || PyList_Append(r->spots, spot)) r->failed = 1;
    Py_XDECREF(spot);
}

static inline int is_of_length(Py_ssize_t length) {
    return length >= SHORTEST && length <= LONGEST;
}

static void end_chain(struct reading *r) {
    if (r->singles >= 3) {
        add_spot(r, 1, r->words - r->singles, r->words, r->chain_start, r->word_end);
    }
    r->singles = 0;
}

static inline void end_word(struct reading *r, Py_ssize_t start, Py_ssize_t end, int odd) {
    if (odd && is_of_length(end - start)) add_spot(r, 0, r->words, r->words + 1, start, end);
    if (r->singles && (end - start > 1 || start - r->word_end > WIDEST_GAP)) end_chain(r);
    if (end - start == 1 && !r->singles++) r->chain_start = start;
    r->words++;
    r->word_end = end;
}

static inline void add_to_token(struct reading *r, Py_ssize_t start, Py_ssize_t end, int kinds) {
    if (r->token < 0) {
        r->token = r->token_end = start;
        r->token_words = r->words;
        r->token_kinds = r->bars = 0;
    }
    if (kinds == BAR) {
        r->bars = BAR;
    } else {
        r->token_kinds |= kinds | r->bars;
        r->bars = 0;
        r->token_end = end;
    }
}

static inline void end_token(struct reading *r) {
    int marked = (r->token_kinds & LETTER) && (r->token_kinds & (SIGN | BAR));
    if (marked && is_of_length(r->token_end - r->token)) {
        add_spot(r, 0, r->token_words, r->words, r->token, r->token_end);
    }
    r->token = -1;
}

/* Bytes of a folded ASCII text, or code points of another. */
struct folded {
    const uint8_t *bytes;
    const Py_UCS4 *points;
    Py_ssize_t size;
};

static inline Py_UCS4 at_place(struct folded f, Py_ssize_t at) {
    return f.bytes ? f.bytes[at] : f.points[at];
}

/* Read the word that begins at `start`; returns where it ends. */
static inline Py_ssize_t read_word(struct reading *r, struct folded f, Py_ssize_t start) {
    uint8_t *to = r->to;
    Py_UCS4 before = 0, earlier = 0;
    int kinds = 0, triple = 0;
    Py_ssize_t at = start;
    *to++ = ' ';
    for (; at < f.size; at++) {
        Py_UCS4 c = at_place(f, at);
        int kind = kind_of(c);
        if (!(kind & OF_WORDS)) break;
        triple |= (c == before) & (c == earlier) & kind;
        earlier = before;
        before = c;
        kinds |= kind;
        to = put_utf8(to, c);
    }
    r->to = to;
    add_to_token(r, start, at, kinds);
    end_word(r, start, at, (kinds & LETTER) && (triple & LETTER || kinds & FIGURE));
    return at;
}

static inline void read_all(struct reading *r, struct folded f) {
    for (Py_ssize_t at = 0; at < f.size;) {
        int kind = kind_of(at_place(f, at));
        if (kind & OF_WORDS) {
            at = read_word(r, f, at);
        } else {
            if (kind != OTHER) {
                add_to_token(r, at, at + 1, kind);
            } else if (r->token >= 0) {
                end_token(r);
            }
            at++;
        }
    }
    if (r->token >= 0) end_token(r);
    end_chain(r);
}

/* The plain words are at most the text and a space at either end: words are apart. */
static struct reading begin(uint8_t *plain) {
    return (struct reading){.to = plain, .word_end = -PY_SSIZE_T_MAX / 2, .token = -1};
}

/* The triple for a folded text (taken over) whose plain words were read into `plain`. */
static PyObject *finish(PyObject *folded, uint8_t *plain, struct reading *r) {
    if (r->to == plain) *r->to++ = ' ';
    *r->to++ = ' ';
    PyObject *words = PyBytes_FromStringAndSize((char *)plain, r->to - plain);
    PyObject *spots = r->spots ? PyList_AsTuple(r->spots) : PyTuple_New(0);
    PyObject *triple = PyTuple_New(3);
    Py_XDECREF(r->spots);
    if (!words || !spots || !triple || r->failed) {
        Py_XDECREF(words);
        Py_XDECREF(spots);
        Py_XDECREF(triple);
        Py_DECREF(folded);
        return NULL;
    }
    PyTuple_SET_ITEM(triple, 0, folded);
    PyTuple_SET_ITEM(triple, 1, words);
    PyTuple_SET_ITEM(triple, 2, spots);
    return triple;
}

static PyObject *fold_ascii(PyObject *text) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    const uint8_t *from = PyUnicode_1BYTE_DATA(text);
    PyObject *folded = PyUnicode_New(size, 127);
    uint8_t *plain = PyMem_Malloc((size_t)size + 2);
    if (!folded || !plain) {
        Py_XDECREF(folded);
        PyMem_Free(plain);
        return PyErr_NoMemory();
    }
    struct reading r = begin(plain);
    /* the empty string is shared, and must not be written to */
    uint8_t *lower = size ? PyUnicode_1BYTE_DATA(folded) : NULL;
    for (Py_ssize_t at = 0; at < size; at++) {
        uint8_t c = from[at];
        c |= (uint8_t)((uint8_t)(c - 'A') < 26) << 5;
        lower[at] = c;
    }
    read_all(&r, (struct folded){.bytes = lower, .size = size});
    PyObject *triple = finish(folded, plain, &r);
    PyMem_Free(plain);
    return triple;
}

/* Folded code points, growing. */
struct buffer {
    Py_UCS4 *points;
    Py_ssize_t size, room;
};

static int reserve(struct buffer *b, Py_ssize_t more) {
    if (b->room - b->size >= more) return 0;
    Py_ssize_t room = 2 * b->room + more;
    Py_UCS4 *points = PyMem_Realloc(b->points, (size_t)room * sizeof *points);
    if (!points) {
        PyErr_NoMemory();
        return -1;
    }
    b->points = points;
    b->room = room;
    return 0;
}

/* What single letters of the basic plane fold to, once known: 0 unknown, else the code plus one. */
static uint16_t known[0x10000];

static int put_folded(struct buffer *b, Py_UCS4 c, PyObject *table) {
    PyObject *code = PyLong_FromUnsignedLong(c);
    PyObject *folded = code ? PyObject_GetItem(table, code) : NULL;
    Py_XDECREF(code);
    if (!folded) return -1;
    if (!PyUnicode_Check(folded)) {
        PyErr_SetString(PyExc_TypeError, "the table must hold text");
        Py_DECREF(folded);
        return -1;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(folded);
    int failed = reserve(b, size);
    for (Py_ssize_t at = 0; !failed && at < size; at++) {
        b->points[b->size++] = PyUnicode_READ_CHAR(folded, at);
    }
    if (!failed && size == 1 && c < 0x10000 && PyUnicode_READ_CHAR(folded, 0) < 0xFFFF) {
        known[c] = (uint16_t)(PyUnicode_READ_CHAR(folded, 0) + 1);
    }
    Py_DECREF(folded);
    return failed;
}

static int fold_points(struct buffer *b, PyObject *text, PyObject *table) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t at = 0; at < size; at++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, at);
        if (c < 128 || (c < 0x10000 && known[c])) {
            if (reserve(b, 1)) return -1;
            if (c >= 128) {
                c = known[c] - 1u;
            } else if (c >= 'A' && c <= 'Z') {
                c += 32;
            }
            b->points[b->size++] = c;
        } else if (put_folded(b, c, table)) {
            return -1;
        }
    }
    return 0;
}

static PyObject *fold_any(PyObject *text, PyObject *table) {
    struct buffer b = {NULL, 0, 0};
    uint8_t *plain = NULL;
    PyObject *triple = NULL;
    if (reserve(&b, PyUnicode_GET_LENGTH(text)) || fold_points(&b, text, table)) goto done;
    /* a character of n bytes needs at most a space beside it, and there is one more at the end */
    plain = PyMem_Malloc(4 * (size_t)b.size + 2);
    PyObject *folded = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, b.points, b.size);
    if (!plain || !folded) {
        Py_XDECREF(folded);
        if (!PyErr_Occurred()) PyErr_NoMemory();
        goto done;
    }
    struct reading r = begin(plain);
    read_all(&r, (struct folded){.points = b.points, .size = b.size});
    triple = finish(folded, plain, &r);
done:
    PyMem_Free(plain);
    PyMem_Free(b.points);
    return triple;
}

static PyObject *fold(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    (void)self;
    if (count != 2 || !PyUnicode_Check(arguments[0]) || !PyDict_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "fold(text, table) takes a str and a dict");
        return NULL;
    }
    if (PyUnicode_IS_ASCII(arguments[0])) return fold_ascii(arguments[0]);
    return fold_any(arguments[0], arguments[1]);
}

/* Where the words of a folded text are: pairs of its characters. */
static PyObject *word_spans(PyObject *self, PyObject *text) {
    (void)self;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "word_spans(text) takes a str");
        return NULL;
    }
    PyObject *spans = PyList_New(0);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    int wide = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t at = 0; spans && at < size; at++) {
        Py_ssize_t start = at;
        while (at < size && kind_of(PyUnicode_READ(wide, data, at)) & OF_WORDS) at++;
        if (at == start) continue;
        PyObject *span = Py_BuildValue("(nn)", start, at);
        if (!span || PyList_Append(spans, span)) Py_CLEAR(spans);
        Py_XDECREF(span);
    }
    return spans;
}

static PyMethodDef methods[] = {
    {"word_spans", word_spans, METH_O, "Where the words of a folded text are."},
    {"fold", (PyCFunction)(void (*)(void))fold, METH_FASTCALL,
     "The folded text, its plain words as UTF-8, and its spots."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "keywords.native.core", "Folding.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_core(void) {
    fill_ascii_kinds();
    return PyModule_Create(&module);
}
