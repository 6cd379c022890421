import t from 'tap';
import { growthOf, readVitals, type Vitals } from './vitals.ts';

const MIB = 2 ** 20;

/** Readings of a process whose memory goes up by so much each time. */
function readings(count: number, growthBytes: number): [Vitals, ...Vitals[]] {
  const [first, ...rest] = Array.from({ length: count }, (_, i) => {
    return { atMs: i, descriptors: 30, threads: 9, residentBytes: 100 * MIB + i * growthBytes };
  });
  return [first!, ...rest];
}

t.test('a process that stays as it is leaks nothing', async (t) => {
  t.same(growthOf(readings(40, 0)).leaks, []);
  t.same(growthOf(readings(1, 0)).leaks, []);
  t.same(growthOf(readings(40, MIB / 10)).leaks, [], 'some megabytes are the allocator’s');
});

t.test('one more descriptor or thread at the end, or memory that goes on growing, is a leak', async (t) => {
  const steady = readings(40, 0);
  const last = steady.at(-1)!;
  t.match(growthOf([...steady, { ...last, descriptors: 31 }]).leaks, [/^descriptors: 30, then 31/]);
  t.match(growthOf([...steady, { ...last, threads: 10 }]).leaks, [/^threads: 9, then 10/]);
  t.match(growthOf(readings(40, 2 * MIB)).leaks, [/^memory/]);
});

t.test('a living process can be read', async (t) => {
  const { descriptors, threads, residentBytes } = readVitals(process.pid, 0);
  t.ok(descriptors > 2 && threads > 0 && residentBytes > MIB);
});
