import t from 'tap';
import { Latencies } from './latency.ts';

/** HdrHistogram's promise with three significant digits. */
const near = (actual: number, expected: number) => Math.abs(actual - expected) <= expected * 0.001 + 0.001;

t.test('figures are in microseconds, exact to three digits', async (t) => {
  const latencies = new Latencies();
  for (let i = 1; i <= 1000; i++) latencies.record(i / 1000, 1);
  const { p50Us, p90Us, p99Us, p999Us, ...rest } = latencies.summarise();
  t.ok(
    near(p50Us, 500) && near(p90Us, 900) && near(p99Us, 990) && near(p999Us, 999),
    `${p50Us} ${p90Us} ${p99Us} ${p999Us}`,
  );
  t.match(rest, { count: 1000, minUs: 1, maxUs: 1000 });
  t.ok(near(rest.meanUs, 500.5));
});

t.test('a count weighs like as many records', async (t) => {
  const latencies = new Latencies();
  latencies.record(0.01, 99);
  latencies.record(5, 1);
  const { count, p50Us, p99Us, maxUs } = latencies.summarise();
  t.ok(near(p50Us, 10) && near(p99Us, 10), `${p50Us} ${p99Us}`);
  t.strictSame([count, maxUs], [100, 5000]);
});

t.test('a ramp is one latency after the other', async (t) => {
  const latencies = new Latencies();
  latencies.recordRamp(0.3, 0.1, 3);
  const { count, minUs, p50Us, maxUs } = latencies.summarise();
  t.ok(near(p50Us, 200), `${p50Us}`);
  t.strictSame([count, minUs, maxUs], [3, 100, 300]);
});

t.test('nothing recorded is all zeros, also after a reset', async (t) => {
  const latencies = new Latencies();
  const nothing = { count: 0, minUs: 0, meanUs: 0, p50Us: 0, p90Us: 0, p99Us: 0, p999Us: 0, maxUs: 0 };
  t.strictSame(latencies.summarise(), nothing);
  latencies.record(1, 3);
  latencies.reset();
  t.strictSame(latencies.summarise(), nothing);
});

t.test('hours and rounding below zero are taken', async (t) => {
  const latencies = new Latencies();
  latencies.record(-1e-9, 1);
  latencies.record(5 * 3_600_000, 1);
  const { minUs, maxUs } = latencies.summarise();
  t.equal(minUs, 0);
  t.ok(near(maxUs, 18e9));
});
