/** P(|T| ≥ |t|) for Student's t with `freedom` degrees of freedom, which need not be whole. */
export function studentTail(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return 0;
  return regularisedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** The t that |T| stays below with probability `level`; by bisection. */
export function studentQuantile(level: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentTail(high, freedom) > 1 - level) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > 1 - level) low = middle;
    else high = middle;
  }
  return high;
}

/** I(x; a, b), by its continued fraction (Abramowitz and Stegun 26.5.8, evaluated as Lentz does) where that is quick. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      fraction *= c * d;
    }
    if (Math.abs(1 - c * d) < PRECISION) break;
  }
  return front * fraction;
}

const MAX_TERMS = 300;
const PRECISION = 1e-14;
const LEAST = 1e-300;

function away(value: number): number {
  return Math.abs(value) < LEAST ? LEAST : value;
}

/** Lanczos' approximation with g = 7 and nine terms. */
const LANCZOS = [
  ...[0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059],
  ...[12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7],
];

function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const [first = 0, ...rest] = LANCZOS;
  const sum = rest.reduce((total, term, i) => total + term / (z + i), first);
  const t = z + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(t) - t + Math.log(sum);
}
