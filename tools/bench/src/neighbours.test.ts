import t from 'tap';
import { runBeside } from './neighbours.ts';

t.test('every run has a run of the yardstick directly beside it, before and after by turns', async (t) => {
  for (const sides of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']]) {
    const log: string[] = [];
    const run = async (side: string) => ({ side, at: log.push(side) });
    const pairs = await runBeside({ sides, yardstick: 'Y', rounds: 4, warmUps: 1, run });
    t.equal(log.length, 5 * (sides.length + Math.ceil(sides.length / 2)), 'one yardstick serves two sides');
    for (const side of sides) {
      const { ours, theirs } = pairs[side]!;
      t.strictSame([...ours, ...theirs].map((sample) => sample.side).join(''), `${side.repeat(4)}YYYY`);
      const distances = ours.map(({ at }, i) => theirs[i]!.at - at);
      t.strictSame(
        distances.map((distance) => distance * distances[0]!),
        [1, -1, 1, -1],
        `${side} of ${sides}`,
      );
      t.ok(Math.abs(distances[0]!) === 1);
    }
  }
});
