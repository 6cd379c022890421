import t from 'tap';
import { attachMemory, createMemory, MAX_ORDERS_LIMIT, MAX_SYMBOLS_LIMIT } from './memory.ts';

t.test('a capacity out of range is refused by name', async (t) => {
  for (const maxOrders of [0, -1, 1.5, Number.NaN, MAX_ORDERS_LIMIT + 1]) {
    t.throws(() => createMemory({ maxOrders, maxSymbols: 1 }, false, 0), {
      name: 'RangeError',
      message: /^maxOrders /,
    });
  }
  for (const maxSymbols of [0, MAX_SYMBOLS_LIMIT + 1]) {
    t.throws(() => createMemory({ maxOrders: 1, maxSymbols }, false, 0), { message: /^maxSymbols / });
  }
});

t.test('a large capacity costs address space, not memory', async (t) => {
  const before = process.memoryUsage.rss();
  const { buffer } = createMemory({ maxOrders: 2 ** 20, maxSymbols: 1 }, true, 0);
  t.ok(buffer.byteLength > 2 ** 28);
  t.ok(process.memoryUsage.rss() - before < 2 ** 26);
});

t.test('views do not overlap and reach to the end of the buffer', async (t) => {
  const { buffer, ...views } = createMemory({ maxOrders: 3, maxSymbols: 2 }, true, 0);
  const ranges = Object.values(views).map((view) => [view.byteOffset, view.byteOffset + view.byteLength] as const);
  ranges.sort(([a], [b]) => a - b);
  for (let i = 1; i < ranges.length; i++) t.ok(ranges[i]![0] >= ranges[i - 1]![1], `region ${i}`);
  t.ok(ranges.at(-1)![1] <= buffer.byteLength);
});

t.test('another thread sees the same memory', async (t) => {
  const created = createMemory({ maxOrders: 5, maxSymbols: 2 }, true, 77);
  const { buffer, ...views } = attachMemory(created.buffer);
  t.equal(buffer, created.buffer);
  for (const [name, view] of Object.entries(views)) {
    const original = created[name as keyof typeof views];
    t.same([view.byteOffset, view.length], [original.byteOffset, original.length], name);
  }
});

t.test('a buffer that is no engine is refused', async (t) => {
  t.throws(() => attachMemory(new SharedArrayBuffer(4096)), new TypeError('not the memory of a matching engine'));
});
