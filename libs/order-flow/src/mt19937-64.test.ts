import t from 'tap';
import { Mt19937x64 } from './mt19937-64.ts';

const MAX_SEED = 2n ** 64n - 1n;

t.test('the 10,000th draw with the seed 5489 is the one that the C++ standard names', async (t) => {
  // [rand.predef]: the 10000th consecutive invocation of a default-constructed mt19937_64.
  const random = new Mt19937x64(5489n);
  for (let i = 1; i < 10_000; i++) random.draw();
  t.equal(random.draw(), 9981545732273789042n);
});

t.test('below is the remainder of the draw, for every divisor', async (t) => {
  const divisors = [1, 2, 3, 5, 10, 12, 17, 100, 255, 256, 1000, 46_341, 65_535, 65_536];
  for (const seed of [0n, 1n, 42n, 5489n, MAX_SEED]) {
    const [plain, reduced] = [new Mt19937x64(seed), new Mt19937x64(seed)];
    for (let i = 0; i < 3000; i++) {
      const divisor = divisors[i % divisors.length]!;
      const expected = Number(plain.draw() % BigInt(divisor));
      if (reduced.below(divisor) !== expected) t.fail(`seed ${seed}, draw ${i}: not ${expected} below ${divisor}`);
    }
  }
  t.pass();
});

t.test('seeds that differ, in whichever half, draw differently', async (t) => {
  const seeds = [0n, 1n, 2n ** 32n, 2n ** 63n, MAX_SEED];
  t.equal(new Set(seeds.map((seed) => new Mt19937x64(seed).draw())).size, seeds.length);
});
