/* The floor: value, gradient, update and best value in one pass, a block of runs at a time.
   cc -O3 -march=native -ffast-math -shared -fPIC */

#include <math.h>

#define BLOCK 1024
#define STEP static inline void __attribute__((always_inline))

typedef struct { double value, gx, gy, xx, xy, yy; } look;

static inline look rosenbrock(double x, double y) {
    double off = y - x * x, rest = 1 - x;
    return (look){100 * off * off + rest * rest, -400 * x * off - 2 * rest, 200 * off,
                  1200 * x * x - 400 * y + 2, -400 * x, 200};
}

static inline look himmelblau(double x, double y) {
    double a = x * x + y - 11, b = x + y * y - 7;
    return (look){a * a + b * b, 4 * x * a + 2 * b, 2 * a + 4 * y * b,
                  4 * a + 8 * x * x + 2, 4 * x + 4 * y, 4 * b + 8 * y * y + 2};
}

typedef struct { double sine, versine; } wave;

static inline wave turned(double t) { /* sin 2 pi t and 1 - cos 2 pi t, with one sine */
    double s = sin(M_PI / 2 * (t - rint(t))), s2 = s * s, sc = s * sqrt(1 - s2);
    return (wave){4 * sc * (1 - 2 * s2), 8 * sc * sc};
}

static inline look rastrigin(double x, double y) {
    double turn = 2 * M_PI;
    wave a = turned(x), b = turned(y);
    return (look){x * x + y * y + 10 * (a.versine + b.versine), 2 * x + 10 * turn * a.sine,
                  2 * y + 10 * turn * b.sine, 2 + 10 * turn * turn * (1 - a.versine), 0,
                  2 + 10 * turn * turn * (1 - b.versine)};
}

STEP sgd(look at, double *x, double *y, double *kept, double rate, double c1, double c2) {
    *x -= rate * at.gx;
    *y -= rate * at.gy;
}

STEP newton(look at, double *x, double *y, double *kept, double rate, double c1, double c2) {
    double det = at.xx * at.yy - at.xy * at.xy;
    *x -= (at.yy * at.gx - at.xy * at.gy) / det;
    *y -= (at.xx * at.gy - at.xy * at.gx) / det;
}

STEP adam(look at, double *x, double *y, double *kept, double rate, double c1, double c2) {
    double *m = kept, *n = kept + BLOCK, *v = kept + 2 * BLOCK, *w = kept + 3 * BLOCK;
    *m = 0.9 * *m + 0.1 * at.gx;
    *n = 0.9 * *n + 0.1 * at.gy;
    *v = 0.999 * *v + 0.001 * at.gx * at.gx;
    *w = 0.999 * *w + 0.001 * at.gy * at.gy;
    *x -= rate * (*m / c1) / (sqrt(*v / c2) + 1e-8);
    *y -= rate * (*n / c1) / (sqrt(*w / c2) + 1e-8);
}

#define RUN(method, surface)                                                                     \
    void method##_##surface(const double *start, double *best, long runs, long steps, double rate) { \
        for (long first = 0; first < runs; first += BLOCK) {                                     \
            int n = runs - first < BLOCK ? runs - first : BLOCK;                                 \
            double x[BLOCK], y[BLOCK], kept[4 * BLOCK] = {0}, low[BLOCK], c1 = 1, c2 = 1;        \
            for (int i = 0; i < n; i++)                                                          \
                x[i] = start[first + i], y[i] = start[runs + first + i], low[i] = HUGE_VAL;      \
            for (long t = 0; t < steps; t++) {                                                   \
                c1 *= 0.9, c2 *= 0.999;                                                          \
                for (int i = 0; i < n; i++) {                                                    \
                    look at = surface(x[i], y[i]);                                               \
                    low[i] = at.value < low[i] ? at.value : low[i];                              \
                    method(at, x + i, y + i, kept + i, rate, 1 - c1, 1 - c2);                    \
                }                                                                                \
            }                                                                                    \
            for (int i = 0; i < n; i++) best[first + i] = low[i];                                \
        }                                                                                        \
    }

#define ALL(method) RUN(method, rosenbrock) RUN(method, himmelblau) RUN(method, rastrigin)
ALL(sgd) ALL(adam) ALL(newton)
