/* PDQ's vertical filter: each sampled row is a weighted sum of a few of the picture's rows.
 *
 * The weights (hashsets/pdq.py) come row by row in ascending order and seldom overlap more than
 * twice, so that each pixel is looked at once. Every sum runs in the same order whatever the
 * processor, and nothing is fused (-ffp-contract=off), so that all give the same bits. */
#include "pixels.h"

/* ITU-R BT.601 luma in thousandths, exact in whole numbers. */
#define RED 299
#define GREEN 587
#define BLUE 114

ALWAYS void luma_of(const uint8_t *pixel, size_t width, size_t channels, double *line)
{
    if (channels == 1) {
        for (size_t x = 0; x < width; x++)
            line[x] = pixel[x];
        return;
    }
    for (size_t x = 0; x < width; x++) {
        int32_t sum = RED * pixel[3 * x] + GREEN * pixel[3 * x + 1] + BLUE * pixel[3 * x + 2];
        line[x] = sum;
    }
    for (size_t x = 0; x < width; x++)
        line[x] /= 1000;
}

ALWAYS void sum_rows_of(const struct pixels *in, const struct taps *taps, const double *weights,
                        double *restrict line, double *restrict out)
{
    size_t low = 0, stride = in->width * in->channels;
    for (size_t y = in->top; y < in->top + in->height; y++) {
        while (low < taps->outputs && (size_t)(taps->first[low] + taps->count[low]) <= y)
            low++;
        if (low == taps->outputs)
            return;
        if ((size_t)taps->first[low] > y)
            continue;
        luma_of(in->pixel + (y - in->top) * stride, in->width, in->channels, line);
        for (size_t each = low; each < taps->outputs && (size_t)taps->first[each] <= y; each++) {
            size_t within = y - (size_t)taps->first[each];
            if (within >= (size_t)taps->count[each])
                continue;
            double weight = weights[each * taps->room + within];
            double *restrict row = out + each * in->width;
            for (size_t x = 0; x < in->width; x++)
                row[x] += weight * line[x];
        }
    }
}

static void sum_rows_anywhere(const struct pixels *in, const struct taps *taps,
                              const double *weights, double *line, double *out)
{
    sum_rows_of(in, taps, weights, line, out);
}

#ifdef PIXELS_X86
__attribute__((target("avx2"))) static void sum_rows_avx2(const struct pixels *in,
                                                          const struct taps *taps,
                                                          const double *weights, double *line,
                                                          double *out)
{
    sum_rows_of(in, taps, weights, line, out);
}
#endif

void sum_rows(const struct pixels *in, const struct taps *taps, const double *weights, double *line,
              double *out)
{
#ifdef PIXELS_X86
    if (__builtin_cpu_supports("avx2")) {
        sum_rows_avx2(in, taps, weights, line, out);
        return;
    }
#endif
    sum_rows_anywhere(in, taps, weights, line, out);
}
