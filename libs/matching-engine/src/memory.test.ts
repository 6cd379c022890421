import t from 'tap';
import { attachMemory, createMemory, layOut, MAX_ORDERS_LIMIT, MAX_SYMBOLS_LIMIT } from './memory.ts';

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

t.test('an address is an int32 at the largest capacity, too', async (t) => {
  const { words } = layOut({ maxOrders: MAX_ORDERS_LIMIT, maxSymbols: MAX_SYMBOLS_LIMIT });
  t.ok(words < 2 ** 31, `${words} words`);
});

t.test('regions do not overlap, and every field of the last record lies within the memory', async (t) => {
  const { buffer, fields, books, buckets, orders, pages, nodes, trades } = createMemory(
    { maxOrders: 3, maxSymbols: 2 },
    true,
    0,
  );
  const starts = [books, buckets, orders, pages, nodes, trades];
  t.same(
    starts,
    starts.toSorted((a, b) => a - b),
  );
  t.ok(starts.every((start) => start % 16 === 0));
  t.ok(orders - buckets >= 3 * 4, 'four buckets an order');
  t.ok(pages - orders >= 3 * 8);
  t.ok(nodes - pages >= (3 + 4) * 40, 'a page for each order, and one that each book keeps');
  t.ok(trades - nodes >= 3 * 24);
  t.ok(fields[0].length - trades >= 3 * 8, 'one order may trade with all');
  fields.forEach((field, k) => {
    t.equal(field.byteOffset, k * 4);
    t.equal(field.length, fields[0].length);
    t.ok(field.byteOffset + field.byteLength <= buffer.byteLength);
  });
});

t.test('another thread sees the same memory', async (t) => {
  const created = createMemory({ maxOrders: 5, maxSymbols: 2 }, true, 77);
  const { fields, ...attached } = attachMemory(created.buffer);
  t.match(created, attached);
  t.same(
    fields.map((view) => [view.byteOffset, view.length]),
    created.fields.map((view) => [view.byteOffset, view.length]),
  );
});

t.test('a buffer that is no engine is refused', async (t) => {
  t.throws(() => attachMemory(new SharedArrayBuffer(4096)), new TypeError('not the memory of a matching engine'));
});
