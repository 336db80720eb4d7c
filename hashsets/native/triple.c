/* MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4) of the same bytes in one pass.
 *
 * MD5 is one long chain of dependent additions and leaves most of the processor idle; the SHA
 * instructions have units of their own. Four steps of each at a time, all three take little longer
 * than MD5 alone. */
#include "triple.h"

#ifdef TRIPLE_X86
#include <cpuid.h>
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

int triple_supported(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_SHA))
        return 0;
    return __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
}

static const uint32_t md5_added[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static const uint32_t sha256_added[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define ROTATED(x, by) (((x) << (by)) | ((x) >> (32 - (by))))

/* RFC 1321's F, G, H and I. G is a sum of two disjoint terms, so that the one which does not wait
 * for the last step's result is added early. */
#define STEP_F(a, b, c, d, at, by) STEP(a, b, ((d) ^ ((b) & ((c) ^ (d)))), at, by)
#define STEP_G(a, b, c, d, at, by)                                                                 \
    a += word(block, MESSAGE_G(at)) + md5_added[at] + (~(d) & (c));                                \
    a += (d) & (b);                                                                                \
    a = ROTATED(a, by) + b;
#define STEP_H(a, b, c, d, at, by) STEP(a, b, ((b) ^ ((c) ^ (d))), at, by)
#define STEP_I(a, b, c, d, at, by) STEP(a, b, ((c) ^ ((b) | ~(d))), at, by)
#define MESSAGE_F(at) (at)
#define MESSAGE_G(at) ((5 * (at) + 1) % 16)
#define MESSAGE_H(at) ((3 * (at) + 5) % 16)
#define MESSAGE_I(at) ((7 * (at)) % 16)
#define STEP(a, b, mixed, at, by)                                                                  \
    a += word(block, MESSAGE(at)) + md5_added[at];                                                 \
    a += mixed;                                                                                    \
    a = ROTATED(a, by) + b;
#define MESSAGE(at) ((at) < 16 ? MESSAGE_F(at) : (at) < 32 ? MESSAGE_G(at)                         \
                                             : (at) < 48   ? MESSAGE_H(at)                         \
                                                           : MESSAGE_I(at))
#define FOUR(kind, at, s1, s2, s3, s4)                                                             \
    STEP_##kind(a, b, c, d, at, s1) STEP_##kind(d, a, b, c, at + 1, s2)                            \
    STEP_##kind(c, d, a, b, at + 2, s3) STEP_##kind(b, c, d, a, at + 3, s4)
#define F4(at) FOUR(F, at, 7, 12, 17, 22)
#define G4(at) FOUR(G, at, 5, 9, 14, 20)
#define H4(at) FOUR(H, at, 4, 11, 16, 23)
#define I4(at) FOUR(I, at, 6, 10, 15, 21)

static inline uint32_t word(const uint8_t *block, unsigned at)
{
    uint32_t value;
    memcpy(&value, block + 4 * at, sizeof value);
    return value;
}

/* Four rounds of SHA-256 on message words m, which m4 (16 words on) replaces in the schedule. */
#define ROUNDS256(m, at)                                                                           \
    {                                                                                              \
        __m128i sum = _mm_add_epi32(m, _mm_loadu_si128((const __m128i *)(sha256_added + (at))));   \
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);                                             \
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));                    \
    }
#define SCHEDULE256(m0, m1, m2, m3)                                                                \
    m0 = _mm_sha256msg2_epu32(                                                                     \
        _mm_add_epi32(_mm_sha256msg1_epu32(m0, m1), _mm_alignr_epi8(m3, m2, 4)), m3);

/* Four rounds of SHA-1; `after` is a with its rotation still to be applied by the next four. */
#define ROUNDS1(m, kind)                                                                           \
    {                                                                                              \
        __m128i next = abcd;                                                                       \
        e = _mm_sha1nexte_epu32(e, m);                                                             \
        abcd = _mm_sha1rnds4_epu32(abcd, e, kind);                                                 \
        e = next;                                                                                  \
    }
#define SCHEDULE1(m0, m1, m2, m3)                                                                  \
    m0 = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(m0, m1), m2), m3);

SHA void triple_blocks(struct triple *state, const uint8_t *block, size_t count)
{
    const __m128i swap32 = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i swap128 = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
    uint32_t a = state->md5[0], b = state->md5[1], c = state->md5[2], d = state->md5[3];
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state->sha1), 0x1b);
    __m128i e = _mm_set_epi32((int)state->sha1[4], 0, 0, 0);
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state->sha256), 0xb1);
    __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state->sha256 + 4)), 0x1b);
    __m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xf0);

    for (; count; count--, block += 64) {
        const uint32_t a0 = a, b0 = b, c0 = c, d0 = d;
        const __m128i abcd0 = abcd, e0 = e, abef0 = abef, cdgh0 = cdgh;
        __m128i raw0 = _mm_loadu_si128((const __m128i *)block);
        __m128i raw1 = _mm_loadu_si128((const __m128i *)(block + 16));
        __m128i raw2 = _mm_loadu_si128((const __m128i *)(block + 32));
        __m128i raw3 = _mm_loadu_si128((const __m128i *)(block + 48));
        __m128i m0 = _mm_shuffle_epi8(raw0, swap32), n0 = _mm_shuffle_epi8(raw0, swap128);
        __m128i m1 = _mm_shuffle_epi8(raw1, swap32), n1 = _mm_shuffle_epi8(raw1, swap128);
        __m128i m2 = _mm_shuffle_epi8(raw2, swap32), n2 = _mm_shuffle_epi8(raw2, swap128);
        __m128i m3 = _mm_shuffle_epi8(raw3, swap32), n3 = _mm_shuffle_epi8(raw3, swap128);

        F4(0)
        ROUNDS256(m0, 0)
        {
            __m128i next = abcd;
            e = _mm_add_epi32(e, n0);
            abcd = _mm_sha1rnds4_epu32(abcd, e, 0);
            e = next;
        }
        F4(4)
        ROUNDS256(m1, 4)
        ROUNDS1(n1, 0)
        F4(8)
        ROUNDS256(m2, 8)
        ROUNDS1(n2, 0)
        F4(12)
        ROUNDS256(m3, 12)
        ROUNDS1(n3, 0)
        SCHEDULE256(m0, m1, m2, m3)
        SCHEDULE1(n0, n1, n2, n3)
        G4(16)
        ROUNDS256(m0, 16)
        ROUNDS1(n0, 0)
        SCHEDULE256(m1, m2, m3, m0)
        SCHEDULE1(n1, n2, n3, n0)
        G4(20)
        ROUNDS256(m1, 20)
        ROUNDS1(n1, 1)
        SCHEDULE256(m2, m3, m0, m1)
        SCHEDULE1(n2, n3, n0, n1)
        G4(24)
        ROUNDS256(m2, 24)
        ROUNDS1(n2, 1)
        SCHEDULE256(m3, m0, m1, m2)
        SCHEDULE1(n3, n0, n1, n2)
        G4(28)
        ROUNDS256(m3, 28)
        ROUNDS1(n3, 1)
        SCHEDULE256(m0, m1, m2, m3)
        SCHEDULE1(n0, n1, n2, n3)
        H4(32)
        ROUNDS256(m0, 32)
        ROUNDS1(n0, 1)
        SCHEDULE256(m1, m2, m3, m0)
        SCHEDULE1(n1, n2, n3, n0)
        H4(36)
        ROUNDS256(m1, 36)
        ROUNDS1(n1, 1)
        SCHEDULE256(m2, m3, m0, m1)
        SCHEDULE1(n2, n3, n0, n1)
        H4(40)
        ROUNDS256(m2, 40)
        ROUNDS1(n2, 2)
        SCHEDULE256(m3, m0, m1, m2)
        SCHEDULE1(n3, n0, n1, n2)
        H4(44)
        ROUNDS256(m3, 44)
        ROUNDS1(n3, 2)
        SCHEDULE256(m0, m1, m2, m3)
        SCHEDULE1(n0, n1, n2, n3)
        I4(48)
        ROUNDS256(m0, 48)
        ROUNDS1(n0, 2)
        SCHEDULE256(m1, m2, m3, m0)
        SCHEDULE1(n1, n2, n3, n0)
        ROUNDS1(n1, 2)
        I4(52)
        ROUNDS256(m1, 52)
        SCHEDULE256(m2, m3, m0, m1)
        SCHEDULE1(n2, n3, n0, n1)
        ROUNDS1(n2, 2)
        SCHEDULE1(n3, n0, n1, n2)
        I4(56)
        ROUNDS256(m2, 56)
        SCHEDULE256(m3, m0, m1, m2)
        ROUNDS1(n3, 3)
        SCHEDULE1(n0, n1, n2, n3)
        ROUNDS1(n0, 3)
        SCHEDULE1(n1, n2, n3, n0)
        I4(60)
        ROUNDS256(m3, 60)
        ROUNDS1(n1, 3)
        SCHEDULE1(n2, n3, n0, n1)
        ROUNDS1(n2, 3)
        SCHEDULE1(n3, n0, n1, n2)
        ROUNDS1(n3, 3)

        a += a0;
        b += b0;
        c += c0;
        d += d0;
        abef = _mm_add_epi32(abef, abef0);
        cdgh = _mm_add_epi32(cdgh, cdgh0);
        e = _mm_sha1nexte_epu32(e, e0);
        abcd = _mm_add_epi32(abcd, abcd0);
    }
    state->md5[0] = a;
    state->md5[1] = b;
    state->md5[2] = c;
    state->md5[3] = d;
    _mm_storeu_si128((__m128i *)state->sha1, _mm_shuffle_epi32(abcd, 0x1b));
    state->sha1[4] = (uint32_t)_mm_extract_epi32(e, 3);
    low = _mm_shuffle_epi32(abef, 0x1b);
    high = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)state->sha256, _mm_blend_epi16(low, high, 0xf0));
    _mm_storeu_si128((__m128i *)(state->sha256 + 4), _mm_alignr_epi8(high, low, 8));
}

#else

int triple_supported(void)
{
    return 0;
}

void triple_blocks(struct triple *state, const uint8_t *block, size_t count)
{
    (void)state;
    (void)block;
    (void)count;
}

#endif

void triple_begin(struct triple *state)
{
    static const struct triple first = {
        .md5 = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476},
        .sha1 = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0},
        .sha256 = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                   0x1f83d9ab, 0x5be0cd19},
    };
    *state = first;
}

void triple_update(struct triple *state, const uint8_t *data, size_t length)
{
    size_t held = (size_t)(state->length % 64);
    state->length += length;
    if (held) {
        size_t taken = length < 64 - held ? length : 64 - held;
        memcpy(state->tail + held, data, taken);
        if (held + taken < 64)
            return;
        triple_blocks(state, state->tail, 1);
        data += taken;
        length -= taken;
    }
    triple_blocks(state, data, length / 64);
    memcpy(state->tail, data + length / 64 * 64, length % 64);
}

static void put(uint8_t *place, const uint32_t *words, size_t count, int big)
{
    for (size_t each = 0; each < count; each++) {
        uint32_t value = big ? __builtin_bswap32(words[each]) : words[each];
        memcpy(place + 4 * each, &value, sizeof value);
    }
}

/* MD5 ends with the length in bits little-endian and the others with it big-endian, so that the
 * last block is done once for the one and once for the others. */
void triple_end(const struct triple *state, uint8_t digests[TRIPLE_BYTES])
{
    uint8_t last[128] = {0};
    size_t held = (size_t)(state->length % 64), size = held < 56 ? 64 : 128;
    uint64_t bits = state->length * 8, swapped = __builtin_bswap64(bits);
    struct triple little = *state, big = *state;
    memcpy(last, state->tail, held);
    last[held] = 0x80;
    memcpy(last + size - 8, &bits, sizeof bits);
    triple_blocks(&little, last, size / 64);
    memcpy(last + size - 8, &swapped, sizeof swapped);
    triple_blocks(&big, last, size / 64);
    put(digests, little.md5, 4, 0);
    put(digests + 16, big.sha1, 5, 1);
    put(digests + 36, big.sha256, 8, 1);
}
