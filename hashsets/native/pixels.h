/* Weighted sums over pixels: the rows that PDQ samples, and Pillow's resize. */
#ifndef SKERRY_PIXELS_H
#define SKERRY_PIXELS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define PIXELS_X86 1
#endif

#define ALWAYS static inline __attribute__((always_inline))

/* A band of a picture: its rows from `top` on. */
struct pixels {
    const uint8_t *pixel;
    size_t height, width, channels; /* 1 (grey) or 3 (red, green, blue) */
    size_t top;
};

/* One axis: output k is the weighted sum of `count[k]` inputs from `first[k]` on. */
struct taps {
    const int32_t *first, *count;
    size_t outputs, room; /* weights are laid out `room` to an output */
};

/* Adds to the luma of each sampled row, `taps.outputs` times `width`, what the band has of it;
 * `line` holds one row's luma. */
void sum_rows(const struct pixels *in, const struct taps *taps, const double *weights, double *line,
              double *out);

/* One pass of Pillow's resize along rows of `width` pixels, and one along columns. */
void resize_rows(const uint8_t *in, size_t height, size_t width, const struct taps *taps,
                 const int32_t *weights, uint8_t *out);
void resize_columns(const uint8_t *in, size_t width, const struct taps *taps,
                    const int32_t *weights, uint8_t *out);

/* Pillow's coefficients of a Lanczos resize of `size` pixels, of which `low` to `high` are seen;
 * returns the weights to an output, 0 where `room` is too little. */
size_t lanczos_room(float low, float high, size_t outputs);
void lanczos(size_t size, float low, float high, size_t outputs, int32_t *first, int32_t *count,
             int32_t *weights);

#endif
