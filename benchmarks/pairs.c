/* The year of pairs in C: one member after another, one pass over the pairs a year, nothing stored that need not be.
 * The same arithmetic as pairs.py, written from its formulas.  Rows are padded by fused.py to whole vectors (n of w
 * columns are states), or remainders would be computed one at a time.  Compiled by fused.py at the time of the
 * benchmark. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define REGIONS 5
#define NEVER (-30.0f)

typedef struct {
  int n, w;
  const int *code, *region, *century;
  const float *mindist, *capital_km, *near, *major, *polyarchy, *stakes, *reach, *nonaggression, *growth, *output;
  const float *initiated, *onset, *recent, *peace_years, *depth;
} Case;

static inline uint32_t mix1(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
  x = (x ^ (x >> 13)) * 0xC2B2AE35u;
  return x ^ (x >> 16);
}
static inline uint32_t mix2(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7FEB352Du;
  x = (x ^ (x >> 15)) * 0x846CA68Bu;
  return x ^ (x >> 16);
}
static inline void absorb(uint32_t *a, uint32_t *b, uint32_t w) {
  *a = mix1(*a ^ (w * 0x9E3779B1u)) + *b;
  *b = mix2(*b + w * 0x85EBCA77u) ^ ((*a << 16) | (*a >> 16));
}
static inline float finished(uint32_t a, uint32_t b) {
  uint32_t bits = mix2(a + ((b << 11) | (b >> 21)));
  return (float)(int32_t)((bits >> 9) * 2u + 1u) * 0x1p-24f;
}
static inline float quantised(float p) { return rintf(p * 1048576.0f) * 0x1p-20f; }
static inline float logistic(float x) { return 1.0f / (1.0f + expf(-x)); }
static inline float saturating(float s, float half) { return s / (s + half); }

void run(const Case *c, int members, int years, int first_year, uint32_t seed, uint32_t name_dispute, uint32_t name_tie,
         const float *dispute, const float *pact, const float *one, float *out_disputes, float *out_rungs,
         float *out_alarm) {
  const int n = c->n, w = c->w, nn = n * w;
#define MATRIX(name) float *restrict const name = calloc((size_t)(w * w), sizeof(float))
#define VECTOR(name) float *restrict const name = calloc((size_t)w, sizeof(float))
  MATRIX(fixed_d); MATRIX(fixed_p); MATRIX(depth); MATRIX(initiated); MATRIX(onset); MATRIX(recent); MATRIX(peace);
  MATRIX(hostile); MATRIX(common); MATRIX(back); MATRIX(began); MATRIX(spare); MATRIX(far_away);
  VECTOR(output); VECTOR(size); VECTOR(share); VECTOR(starts); VECTOR(suffers); VECTOR(quarrels); VECTOR(fear);
  VECTOR(alarmed); VECTOR(logsize); VECTOR(state); /* 1 for states, 0 for what pads the rows */
  for (int i = 0; i < n; i++) state[i] = 1.0f;
  const float *restrict const reach = c->reach, *restrict const stakes = c->stakes;
  const int *restrict const code = c->code;
  for (int k = 0; k < nn; k++) far_away[k] = log1pf(c->mindist[k] / 100.0f);
  for (int m = 0; m < members; m++) {
    float b[25], g[16], s[10];
    for (int k = 0; k < 25; k++) b[k] = dispute[m * 25 + k];
    for (int k = 0; k < 16; k++) g[k] = pact[m * 16 + k];
    for (int k = 0; k < 10; k++) s[k] = one[m * 10 + k];
    const float decisive = s[0], reference = s[1], shared = s[2], to_1 = s[3], to_2 = s[4], to_3 = s[5];
    const float from_1 = s[6], from_2 = s[7], from_3 = s[8], ending = s[9];
    for (int j = 0; j < n; j++)
      for (int i = 0; i < w; i++) {
        const int k = j * w + i;
        const float far = far_away[k], mj = c->major[j], mi = c->major[i];
        const float fj = c->polyarchy[j], fi = c->polyarchy[i];
        fixed_d[k] = b[0] + b[1] * far + b[2] * c->near[k] + b[7] * mj + b[8] * mi + b[9] * mj * mi + b[10] * mj * far +
                     b[21] * fj + b[22] * fi + b[23] * fminf(fj, fi);
        float p = g[0] + g[1] * log1pf(c->capital_km[k]) + g[2] * c->near[k] + g[3] * far +
                  g[4] * (c->century[j] == c->century[i]) + g[12] * c->nonaggression[k] - g[14] * fabsf(fj - fi) +
                  g[15] * fminf(fj, fi);
        for (int r = 0; r < REGIONS; r++) p += g[5 + r] * (c->region[j] == r && c->region[i] == r);
        fixed_p[k] = p;
        depth[k] = c->depth[k], initiated[k] = c->initiated[k], onset[k] = c->onset[k], recent[k] = c->recent[k];
        peace[k] = c->peace_years[k];
      }
    for (int i = 0; i < w; i++) output[i] = c->output[i];
    for (int t = 0; t < years; t++) {
      float whole = 0.0f;
      for (int i = 0; i < w; i++) size[i] = expf(output[i]), whole += state[i] * size[i], suffers[i] = 0.0f, fear[i] = 0.0f;
      for (int j = 0; j < n; j++) {
        float started = 0.0f, quarrelled = 0.0f;
        share[j] = logf(size[j] / whole + 1e-5f), logsize[j] = output[j];
#pragma omp simd simdlen(16) reduction(+ : started, quarrelled)
        for (int i = 0; i < w; i++) {
          const int k = j * w + i;
          started += initiated[k], quarrelled += onset[k], suffers[i] += initiated[k];
          hostile[k] = (peace[k] < 10.0f && onset[k] > 0.0f) ? 1.0f : 0.0f;
          common[k] = 0.0f;
        }
        starts[j] = saturating(started, 1.0f), quarrels[j] = saturating(quarrelled, 1.0f);
      }
      for (int i = 0; i < w; i++) suffers[i] = saturating(suffers[i], 1.0f);
      for (int j = 0; j < n; j++)
        for (int i = 0; i < w; i++) back[i * w + j] = saturating(initiated[j * w + i], 2.0f);
      for (int j = 0; j < n; j++)
        for (int q = 0; q < n; q++) {
          const float h = hostile[j * w + q];
          if (h == 0.0f) continue;
          for (int i = 0; i < w; i++) common[j * w + i] += h * hostile[q * w + i];
        }
      uint32_t ya = 0x243F6A88u, yb = 0x85A308D3u;
      absorb(&ya, &yb, seed), absorb(&ya, &yb, (uint32_t)m), absorb(&ya, &yb, (uint32_t)(first_year + t));
      uint32_t da = ya, db = yb, ta = ya, tb = yb;
      absorb(&da, &db, name_dispute), absorb(&ta, &tb, name_tie);
      float disputes = 0.0f;
      for (int j = 0; j < n; j++) {
        uint32_t ra = da, rb = db;
        absorb(&ra, &rb, (uint32_t)code[j]);
        const float sj = share[j], qj = quarrels[j], own = b[4] * sj + b[17] * starts[j] + b[19] * qj;
#pragma omp simd simdlen(16) reduction(+ : disputes)
        for (int i = 0; i < w; i++) {
          const int k = j * w + i;
          const float far = far_away[k];
          const float odds = fixed_d[k] + own + b[5] * share[i] + b[6] * fabsf(sj - share[i]) + b[11] * sj * far +
                             b[12] * saturating(initiated[k], 2.0f) + b[13] * back[k] + b[14] * saturating(onset[k], 2.0f) +
                             b[15] * saturating(recent[k], 2.0f) + b[16] * logf(3.0f + peace[k]) + b[18] * suffers[i] +
                             b[20] * quarrels[i] + b[24] * (depth[k] >= 4.0f ? 1.0f : 0.0f);
          const float h = logistic(odds);
          const float win = logistic(decisive * (logf(reach[k] * size[j]) - logsize[i]));
          const float apart = 1.0f - (float)(i == j);
          fear[i] += apart * h * win * stakes[i];
          uint32_t a = ra, bb = rb;
          absorb(&a, &bb, (uint32_t)code[i]);
          const float u = finished(a, bb);
          const float happened = apart * state[i] * (float)(u < quantised(h));
          began[k] = happened, disputes += happened;
        }
      }
      float mean = 0.0f, rungs = 0.0f;
      for (int i = 0; i < w; i++) alarmed[i] = log1pf(fear[i] / reference), mean += state[i] * alarmed[i];
      for (int j = 0; j < n; j++) {
        const float mine = alarmed[j];
        const uint32_t here = (uint32_t)code[j];
#pragma omp simd simdlen(16) reduction(+ : rungs)
        for (int i = 0; i < w; i++) {
          const int k = j * w + i;
          const uint32_t there = (uint32_t)code[i], low = here < there ? here : there, high = here < there ? there : here;
          uint32_t a = ta, bb = tb;
          absorb(&a, &bb, low), absorb(&a, &bb, high);
          const float u = finished(a, bb), d = depth[k];
          const float odds = fixed_p[k] + g[10] * logf(1.0f + common[k]) + g[11] * hostile[k];
          const float lower = (d >= 2.0f ? to_3 : d >= 1.0f ? to_2 : to_1) + shared * fminf(mine, alarmed[i]);
          const float climb = d >= 4.0f ? NEVER : d >= 3.0f ? odds : lower;
          const float down = d >= 3.0f ? from_3 : d >= 2.0f ? from_2 : from_1;
          const float fall = d >= 4.0f ? ending : d > 0.0f ? down : NEVER;
          const float up = expf(climb), away = expf(fall), all = 1.0f + up + away;
          const float apart = 1.0f - (float)(i == j), rise = apart * (float)(u < quantised(up / all));
          const float drop = apart * (float)(u > 1.0f - quantised(away / all));
          const float after = fminf(fmaxf(d + rise - drop * (d >= 4.0f ? 2.0f : 1.0f), 0.0f), 4.0f);
          spare[k] = state[i] * after, rungs += spare[k];
        }
      }
      for (int j = 0; j < n; j++)
        for (int i = 0; i < w; i++) back[i * w + j] = began[j * w + i];
      const float slow = 0.91700404320467123f, fast = 0.70710678118654752f;
      for (int k = 0; k < nn; k++) {
        const float either = fmaxf(began[k], back[k]);
        initiated[k] = initiated[k] * slow + began[k], onset[k] = onset[k] * slow + either;
        recent[k] = recent[k] * fast + either, peace[k] = (peace[k] + 1.0f) * (1.0f - either), depth[k] = spare[k];
      }
      for (int i = 0; i < w; i++) output[i] += c->growth[i];
      out_disputes[m * years + t] = disputes, out_rungs[m * years + t] = rungs, out_alarm[m * years + t] = mean / (float)n;
    }
  }
  float *all_of[] = {fixed_d, fixed_p, depth, initiated, onset, recent, peace, hostile, common, back, began, spare, far_away,
                     output, size, share, starts, suffers, quarrels, fear, alarmed, logsize, state};
  for (unsigned k = 0; k < sizeof all_of / sizeof *all_of; k++) free(all_of[k]);
}

/* Peak of one core: sums of products in registers, twelve vectors side by side, so that none waits for another. */
typedef float lane16 __attribute__((vector_size(64)));

float peak(int rounds) {
  lane16 a = {1.0f}, b = a + 1.0f, c = a + 2.0f, d = a + 3.0f, e = a + 4.0f, f = a + 5.0f;
  lane16 g = a + 6.0f, h = a + 7.0f, i = a + 8.0f, j = a + 9.0f, k = a + 10.0f, l = a + 11.0f;
  const lane16 y = (lane16){} + 0.9999999f, z = (lane16){} + 0.5f;
  for (int r = 0; r < rounds; r++) {
    a = a * y + z, b = b * y + z, c = c * y + z, d = d * y + z, e = e * y + z, f = f * y + z;
    g = g * y + z, h = h * y + z, i = i * y + z, j = j * y + z, k = k * y + z, l = l * y + z;
  }
  const lane16 all = a + b + c + d + e + f + g + h + i + j + k + l;
  float total = 0.0f;
  for (int n = 0; n < 16; n++) total += all[n];
  return total;
}

/* Speed of memory: a = b + s c over arrays that no cache holds; three numbers move for each place. */
void stream(float *a, const float *b, const float *c, long n, float s) {
  for (long k = 0; k < n; k++) a[k] = b[k] + s * c[k];
}
