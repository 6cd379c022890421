import t from 'tap';
import { limitLeaving } from './faults.ts';

t.test('so many numbers below the limit are free, gaps included', async (t) => {
  const cases: [spare: number, open: number[], limit: number][] = [
    [0, [], 0],
    [2, [], 2],
    [0, [0, 1, 2], 3],
    [2, [0, 1, 2], 5],
    [0, [0, 1, 5, 6], 2],
    [1, [0, 1, 5, 6], 3],
    [3, [0, 1, 5, 6], 7],
    [4, [0, 1, 5, 6], 8],
  ];
  for (const [spare, open, limit] of cases) {
    t.equal(limitLeaving(spare, open), limit, `${spare} beside ${open}`);
    const free = Array.from({ length: limit }, (_, fd) => fd).filter((fd) => !open.includes(fd));
    t.equal(free.length, spare);
  }
});
