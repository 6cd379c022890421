import { Engine } from '@qsl/matching-engine';
import t from 'tap';
import { Control, createSharedState, leaveActive, tryEnterActive } from './shared-state.ts';

const control = () => new Int32Array(new SharedArrayBuffer(64));

t.test('connections are counted in and out, and the most at once is remembered', async (t) => {
  const cells = control();
  for (let i = 0; i < 5; i++) t.ok(tryEnterActive(cells, 0), 'no cap');
  for (let i = 0; i < 3; i++) leaveActive(cells);
  t.ok(tryEnterActive(cells, 0));
  t.same([cells[Control.Active], cells[Control.ActiveHighWater]], [3, 5]);
});

t.test('at the cap nobody is counted in, not even for the high-water mark', async (t) => {
  const cells = control();
  t.same(
    [1, 2, 3, 4].map(() => tryEnterActive(cells, 2)),
    [true, true, false, false],
  );
  t.same([cells[Control.Active], cells[Control.ActiveHighWater]], [2, 2]);
  leaveActive(cells);
  t.ok(tryEnterActive(cells, 2), 'a place that is free again is given again');
});

t.test('every thread has room of its own', async (t) => {
  const engine = Engine.create({ maxOrders: 1, maxSymbols: 1 }, { shared: true });
  const { engine: memory, descriptors, counters } = createSharedState(engine, 7);
  t.equal(memory, engine.memory.buffer);
  t.equal(descriptors.length, 7);
  t.equal(counters.byteLength % (7 * 64), 0, 'whole cache lines');
});
