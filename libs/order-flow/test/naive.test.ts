import t from 'tap';
import { orderFlow } from '../src/index.ts';
import { naiveFlow } from './naive-flow.ts';

const cases = [
  { seed: 42n, symbols: 3, orders: 3000 },
  { seed: 0n, symbols: 1, orders: 2000 },
  { seed: 2n ** 64n - 1n, symbols: 2, orders: 2000 },
  { seed: 7n, symbols: 40, orders: 2000 },
  { seed: 2n ** 32n, symbols: 3, orders: 2000 },
];

for (const options of cases) {
  const { seed, symbols, orders } = options;
  t.test(`seed ${seed}, ${symbols} symbols, ${orders} orders: as the rules have it`, async (t) => {
    const expected = naiveFlow(options);
    let commands = 0;
    for (const command of orderFlow(options)) {
      commands++;
      const wanted = expected.next().value;
      if (JSON.stringify(command) === JSON.stringify(wanted)) continue;
      t.strictSame(command, wanted, `command ${commands}`);
      return;
    }
    t.equal(commands, symbols + orders);
    t.ok(expected.next().done, 'neither ends before the other');
  });
}
