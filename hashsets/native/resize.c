/* Pillow's Lanczos resize of a grey picture (src/libImaging/Resample.c), bit for bit.
 *
 * pHash and dHash are what ImageHash makes of Pillow's resize, so that its rounding decides their
 * ties: weights of 22 bits, sums in whole numbers, rows first and columns after. In whole numbers
 * the order of a sum does not matter, so it can be taken many pixels at a time. */
#include <math.h>

#include "pixels.h"

#define PRECISION 22
#define LOBES 3.0
#define PI 3.14159265358979323846

static double sinc(double x)
{
    if (x == 0.0)
        return 1.0;
    x = x * PI;
    return sin(x) / x;
}

static double windowed(double x)
{
    return -LOBES <= x && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0.0;
}

static double filter_scale(float low, float high, size_t outputs)
{
    double scale = (double)(high - low) / (double)outputs;
    return scale < 1.0 ? 1.0 : scale;
}

size_t lanczos_room(float low, float high, size_t outputs)
{
    return (size_t)ceil(LOBES * filter_scale(low, high, outputs)) * 2 + 1;
}

static int32_t fixed(double weight)
{
    double scaled = weight * (1 << PRECISION);
    return (int32_t)(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}

void lanczos(size_t size, float low, float high, size_t outputs, int32_t *first, int32_t *count,
             int32_t *weights)
{
    double scale = (double)(high - low) / (double)outputs;
    double wide = filter_scale(low, high, outputs), reach = LOBES * wide;
    size_t room = lanczos_room(low, high, outputs);
    for (size_t each = 0; each < outputs; each++, weights += room) {
        double centre = low + ((double)each + 0.5) * scale, total = 0.0;
        int begin = (int)(centre - reach + 0.5), end = (int)(centre + reach + 0.5);
        begin = begin < 0 ? 0 : begin;
        end = end > (int)size ? (int)size : end;
        first[each] = begin;
        count[each] = end - begin;
        for (int x = begin; x < end; x++)
            total += windowed((x - centre + 0.5) * (1.0 / wide));
        for (int x = begin; x < end; x++) {
            double weight = windowed((x - centre + 0.5) * (1.0 / wide));
            weights[x - begin] = fixed(total == 0.0 ? weight : weight / total);
        }
    }
}

ALWAYS uint8_t rounded(int32_t sum)
{
    int32_t value = sum >> PRECISION;
    return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
}

ALWAYS void rows_of(const uint8_t *in, size_t height, size_t width, const struct taps *taps,
                    const int32_t *weights, uint8_t *out)
{
    for (size_t y = 0; y < height; y++, in += width)
        for (size_t each = 0; each < taps->outputs; each++) {
            const uint8_t *pixel = in + taps->first[each];
            const int32_t *weight = weights + each * taps->room;
            int32_t sum = 1 << (PRECISION - 1);
            for (int32_t x = 0; x < taps->count[each]; x++)
                sum += pixel[x] * weight[x];
            *out++ = rounded(sum);
        }
}

static void rows_anywhere(const uint8_t *in, size_t height, size_t width, const struct taps *taps,
                          const int32_t *weights, uint8_t *out)
{
    rows_of(in, height, width, taps, weights, out);
}

#ifdef PIXELS_X86
__attribute__((target("avx2"))) static void rows_avx2(const uint8_t *in, size_t height,
                                                      size_t width, const struct taps *taps,
                                                      const int32_t *weights, uint8_t *out)
{
    rows_of(in, height, width, taps, weights, out);
}
#endif

void resize_rows(const uint8_t *in, size_t height, size_t width, const struct taps *taps,
                 const int32_t *weights, uint8_t *out)
{
#ifdef PIXELS_X86
    if (__builtin_cpu_supports("avx2")) {
        rows_avx2(in, height, width, taps, weights, out);
        return;
    }
#endif
    rows_anywhere(in, height, width, taps, weights, out);
}

void resize_columns(const uint8_t *in, size_t width, const struct taps *taps,
                    const int32_t *weights, uint8_t *out)
{
    for (size_t each = 0; each < taps->outputs; each++)
        for (size_t x = 0; x < width; x++) {
            const uint8_t *pixel = in + (size_t)taps->first[each] * width + x;
            const int32_t *weight = weights + each * taps->room;
            int32_t sum = 1 << (PRECISION - 1);
            for (int32_t y = 0; y < taps->count[each]; y++)
                sum += pixel[(size_t)y * width] * weight[y];
            *out++ = rounded(sum);
        }
}
