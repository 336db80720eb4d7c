/* The functions that Python calls to digest content and to sum pixels. Each checks the sizes of its
 * buffers against each other before it releases the interpreter's lock and works on them. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>

#include "pixels.h"
#include "triple.h"

#define ALONE 4096 /* bytes that are digested without giving the interpreter's lock away */

static PyObject *refuse(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return NULL;
}

static int supported; /* asked once: a virtual machine takes 20 us to answer */

typedef struct {
    PyObject_HEAD
    struct triple state;
} TripleObject;

static PyObject *triple_new(PyTypeObject *type, PyObject *args, PyObject *words)
{
    if (!PyArg_ParseTuple(args, "") || (words && PyDict_GET_SIZE(words)))
        return PyErr_Occurred() ? NULL : refuse("it takes no arguments");
    if (!supported)
        return refuse("this processor has no SHA instructions");
    TripleObject *self = (TripleObject *)type->tp_alloc(type, 0);
    if (self)
        triple_begin(&self->state);
    return (PyObject *)self;
}

static PyObject *py_update(PyObject *self, PyObject *data)
{
    Py_buffer buffer;
    struct triple *state = &((TripleObject *)self)->state;
    if (PyObject_GetBuffer(data, &buffer, PyBUF_SIMPLE))
        return NULL;
    if (buffer.len <= ALONE)
        triple_update(state, buffer.buf, (size_t)buffer.len);
    else {
        struct triple begun = *state; /* nobody else sees it half done */
        Py_BEGIN_ALLOW_THREADS
        triple_update(&begun, buffer.buf, (size_t)buffer.len);
        Py_END_ALLOW_THREADS
        *state = begun;
    }
    PyBuffer_Release(&buffer);
    Py_RETURN_NONE;
}

static PyObject *py_digest(PyObject *self, PyObject *Py_UNUSED(none))
{
    char made[TRIPLE_BYTES];
    triple_end(&((TripleObject *)self)->state, (uint8_t *)made);
    return Py_BuildValue("(y#y#y#)", made, (Py_ssize_t)16, made + 16, (Py_ssize_t)20, made + 36,
                         (Py_ssize_t)32);
}

static PyMethodDef triple_methods[] = {
    {"update", py_update, METH_O, NULL},
    {"digest", py_digest, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject triple_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hashsets.native.hashing.TripleDigest",
    .tp_basicsize = sizeof(TripleObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = triple_new,
    .tp_methods = triple_methods,
};

/* Whether every output lies within `size` inputs and has no more weights than there is room for. */
static int taps_fit(const struct taps *taps, size_t size)
{
    for (size_t each = 0; each < taps->outputs; each++) {
        int64_t first = taps->first[each], count = taps->count[each];
        if (first < 0 || count < 0 || first + count > (int64_t)size || (size_t)count > taps->room)
            return 0;
    }
    return 1;
}

static int taps_of(struct taps *taps, const Py_buffer *first, const Py_buffer *count,
                   const Py_buffer *weights, size_t item)
{
    size_t outputs = (size_t)first->len / sizeof(int32_t);
    *taps = (struct taps){first->buf, count->buf, outputs, 0};
    if (!outputs || first->len % 4 || count->len != first->len || (uintptr_t)first->buf % 4 ||
        (uintptr_t)count->buf % 4 || (uintptr_t)weights->buf % item)
        return 0;
    taps->room = (size_t)weights->len / item / outputs;
    return taps->room * outputs * item == (size_t)weights->len;
}

static PyObject *py_sum_rows(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer pixels, first, count, weights, out;
    Py_ssize_t top, height, width, channels;
    PyObject *result = NULL;
    if (!PyArg_ParseTuple(args, "y*nnnny*y*y*w*", &pixels, &top, &height, &width, &channels, &first,
                          &count, &weights, &out))
        return NULL;
    struct taps taps;
    struct pixels in = {pixels.buf, (size_t)height, (size_t)width, (size_t)channels,
                        (size_t)top};
    double *line = NULL;
    if (top < 0 || top > 1 << 28 || height < 1 || height > 1 << 28 || width < 1 ||
        width > 1 << 28 ||
        (channels != 1 && channels != 3) ||
        (size_t)pixels.len != in.height * in.width * in.channels ||
        !taps_of(&taps, &first, &count, &weights, sizeof(double)) || !taps_fit(&taps, INT32_MAX) ||
        (uintptr_t)out.buf % sizeof(double) ||
        (size_t)out.len != taps.outputs * in.width * sizeof(double))
        refuse("the buffers do not fit together");
    else if (!(line = malloc(in.width * sizeof *line)))
        PyErr_NoMemory();
    else {
        Py_BEGIN_ALLOW_THREADS
        sum_rows(&in, &taps, weights.buf, line, out.buf);
        Py_END_ALLOW_THREADS
        result = Py_NewRef(Py_None);
    }
    free(line);
    PyBuffer_Release(&pixels);
    PyBuffer_Release(&first);
    PyBuffer_Release(&count);
    PyBuffer_Release(&weights);
    PyBuffer_Release(&out);
    return result;
}

static PyObject *py_lanczos(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size, outputs;
    float low, high;
    if (!PyArg_ParseTuple(args, "nffn", &size, &low, &high, &outputs))
        return NULL;
    if (size < 1 || size > 1 << 24 || outputs < 1 || outputs > 4096 || !(low >= 0) ||
        !(high > low) || !(high <= (float)size))
        return refuse("there is no such resize");
    size_t room = lanczos_room(low, high, (size_t)outputs);
    Py_ssize_t axis = outputs * (Py_ssize_t)sizeof(int32_t);
    PyObject *first = PyBytes_FromStringAndSize(NULL, axis);
    PyObject *count = PyBytes_FromStringAndSize(NULL, axis);
    PyObject *weights = PyBytes_FromStringAndSize(NULL, axis * (Py_ssize_t)room);
    if (first && count && weights) {
        memset(PyBytes_AS_STRING(weights), 0, (size_t)axis * room);
        lanczos((size_t)size, low, high, (size_t)outputs, (int32_t *)(void *)PyBytes_AS_STRING(first),
                (int32_t *)(void *)PyBytes_AS_STRING(count),
                (int32_t *)(void *)PyBytes_AS_STRING(weights));
        return Py_BuildValue("(NNN)", first, count, weights);
    }
    Py_XDECREF(first);
    Py_XDECREF(count);
    Py_XDECREF(weights);
    return NULL;
}

static PyObject *resized(const struct pixels *in, const struct taps *rows, const int32_t *across,
                         const struct taps *columns, const int32_t *down)
{
    PyObject *result =
        PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(rows->outputs * columns->outputs));
    uint8_t *between = malloc(in->height * rows->outputs);
    if (!result || !between) {
        Py_XDECREF(result);
        free(between);
        return PyErr_NoMemory();
    }
    Py_BEGIN_ALLOW_THREADS
    resize_rows(in->pixel, in->height, in->width, rows, across, between);
    resize_columns(between, rows->outputs, columns, down, (uint8_t *)PyBytes_AS_STRING(result));
    Py_END_ALLOW_THREADS
    free(between);
    return result;
}

static PyObject *py_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer pixels, buffer[6];
    Py_ssize_t height, width;
    PyObject *result = NULL;
    if (!PyArg_ParseTuple(args, "y*nn(y*y*y*)(y*y*y*)", &pixels, &height, &width, buffer,
                          buffer + 1, buffer + 2, buffer + 3, buffer + 4, buffer + 5))
        return NULL;
    struct taps rows, columns;
    struct pixels in = {pixels.buf, (size_t)height, (size_t)width, 1, 0};
    if (height < 1 || width < 1 || height > 1 << 24 || width > 1 << 24 ||
        (size_t)pixels.len != in.height * in.width ||
        !taps_of(&rows, buffer, buffer + 1, buffer + 2, sizeof(int32_t)) ||
        !taps_of(&columns, buffer + 3, buffer + 4, buffer + 5, sizeof(int32_t)) ||
        !taps_fit(&rows, in.width) || !taps_fit(&columns, in.height))
        refuse("the buffers do not fit together");
    else
        result = resized(&in, &rows, buffer[2].buf, &columns, buffer[5].buf);
    PyBuffer_Release(&pixels);
    for (int each = 0; each < 6; each++)
        PyBuffer_Release(buffer + each);
    return result;
}

static PyMethodDef methods[] = {
    {"sum_rows", py_sum_rows, METH_VARARGS, NULL},
    {"lanczos", py_lanczos, METH_VARARGS, NULL},
    {"resize", py_resize, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "hashing", .m_doc = "Digests and sums over pixels.",
    .m_size = -1, .m_methods = methods,
};

PyMODINIT_FUNC PyInit_hashing(void)
{
    PyObject *module = PyModule_Create(&definition);
    supported = triple_supported();
    if (!module || PyModule_AddType(module, &triple_type) ||
        PyModule_AddObjectRef(module, "TRIPLE", supported ? Py_True : Py_False)) {
        Py_XDECREF(module);
        return NULL;
    }
    return module;
}
