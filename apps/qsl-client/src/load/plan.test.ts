import t from 'tap';
import { MAX_DEPTH } from './limits.ts';
import { type LoadRequest, planLoad } from './plan.ts';

const plain: LoadRequest = { host: '127.0.0.1', port: 9009, churn: false, timeoutMs: 5000, symbols: 2, spin: false };
const Forever = Number.POSITIVE_INFINITY;

t.test('what is not given is decided', async (t) => {
  const cases: [string, Partial<LoadRequest>, object][] = [
    ['nothing', {}, { connections: 8, depth: 64, orders: Forever, durationMs: 5000, warmupMs: 500 }],
    ['orders', { orders: 10 }, { orders: 10, durationMs: Forever }],
    ['time', { durationMs: 10 }, { orders: Forever, durationMs: 10 }],
    ['a rate', { ratePerSecond: 1000 }, { orders: 5000, durationMs: Forever, depth: MAX_DEPTH }],
    ['a rate and orders', { ratePerSecond: 1000, orders: 7, depth: 3 }, { orders: 7, depth: 3 }],
    ['a rate and a time too short for one order', { ratePerSecond: 1, durationMs: 10 }, { orders: 1 }],
    ['churn', { churn: true }, { depth: 1, warmupMs: 0, connections: 8 }],
    ['churn with a warm-up', { churn: true, warmupMs: 9 }, { warmupMs: 9 }],
  ];
  for (const [name, request, expected] of cases) t.match(planLoad({ ...plain, ...request }), expected, name);
});

t.test('options that contradict each other are refused', async (t) => {
  const cases: [Partial<LoadRequest>, RegExp][] = [
    [{ orders: 1, durationMs: 1 }, /--orders and --duration/],
    [{ churn: true, depth: 2 }, /--depth has no meaning with --churn/],
  ];
  for (const [request, message] of cases)
    t.throws(() => planLoad({ ...plain, ...request }), { code: 'USAGE', message });
});

t.test('ids are random unless given, and their upper halves stay within 32 bits', async (t) => {
  t.equal(planLoad({ ...plain, idBase: 5 }).idBase, 5);
  const connections = 1_000_000;
  const bases = Array.from({ length: 20 }, () => planLoad({ ...plain, connections }).idBase);
  t.ok(bases.every((base) => base >= 0 && base + connections <= 2 ** 32));
  t.ok(new Set(bases).size > 1);
});
