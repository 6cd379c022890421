/** Latencies of an open loop count from the planned time: a pause is felt by all orders that were due in it. */
import t from 'tap';
import { type LoadRequest, planLoad } from '../src/load/plan.ts';
import { reportLoad } from '../src/load/report.ts';
import { runLoad } from '../src/load/run.ts';
import { PAUSE_MS } from './support/behaviours.ts';
import { startBehaviours } from './support/misbehaving.ts';

const ports = await startBehaviours(t);
const PAUSE_US = PAUSE_MS * 1000;
const plain = { host: '127.0.0.1', port: ports.pausesOnce, symbols: 1, spin: false, connections: 1, timeoutMs: 5000 };

function load(request: Partial<LoadRequest>) {
  const plan = planLoad({ ...plain, churn: false, warmupMs: 0, ...request });
  return reportLoad(plan, runLoad(plan));
}

// The gateway pauses when it has seen 100 orders, which are due by 100 ms: 300 more fall due before it goes on. Each of
// these waits for what is left of the pause, so the sum of latencies is at least 300 × 150 ms, whatever else delays them.
const paced = { ratePerSecond: 1000, orders: 500 };
const LEAST_MEAN_US = (300 * (PAUSE_US / 2)) / 500;

t.test('orders wait from their planned time, sent in time or not', async (t) => {
  // With a depth of 1 the driver cannot send while the gateway pauses; with 1000 it can.
  for (const depth of [1, 1000]) {
    const { ok, latency, driver, elapsedMs } = load({ ...paced, depth });
    t.equal(ok, true);
    t.equal(latency.from, 'planned');
    t.equal(latency.count, 500);
    t.ok(elapsedMs >= 499, `the timetable is kept to: ${elapsedMs} ms`);
    t.ok(latency.maxUs >= PAUSE_US * 0.999, `max ${latency.maxUs}`);
    t.ok(latency.meanUs >= LEAST_MEAN_US * 0.99, `mean ${latency.meanUs} at depth ${depth}`);
    if (depth === 1)
      t.ok(driver.delay && driver.delay.maxUs >= PAUSE_US * 0.99, 'what it could not send went out late');
  }
});

t.test('a closed loop asks nothing while the gateway pauses, and says from when it counts', async (t) => {
  const { latency } = load({ depth: 1, orders: 500 });
  t.equal(latency.from, 'sent');
  t.ok(latency.maxUs >= PAUSE_US * 0.999, 'one order feels the pause');
  t.ok(latency.p99Us < PAUSE_US, 'and only one');
});

t.test('connections of an open loop wait from their planned time too', async (t) => {
  // One at a time, at ten times the rate that a round trip allows: the later ones are late by the sum of all before.
  const { latency, ok, connections, elapsedMs } = load({ churn: true, ratePerSecond: 1_000_000, orders: 300 });
  t.equal(ok, true);
  t.match(connections, { begun: 300, completed: 300 });
  t.ok(
    latency.maxUs >= elapsedMs * 1000 * 0.95,
    `the last has waited for all the others: ${latency.maxUs} of ${elapsedMs} ms`,
  );
});
