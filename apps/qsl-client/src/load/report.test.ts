import { RuntimeFailure } from '@qsl/cli';
import { RejectReason } from '@qsl/wire-protocol';
import t from 'tap';
import { Latencies } from './latency.ts';
import { failedPhase, type Phase } from './phase.ts';
import { type LoadRequest, planLoad } from './plan.ts';
import { formatLoad } from './print.ts';
import { Tally } from './reply-scanner.ts';
import { reportLoad } from './report.ts';

const plain: LoadRequest = {
  host: '::1',
  port: 9009,
  churn: false,
  timeoutMs: 5000,
  symbols: 2,
  spin: false,
  idBase: 7,
};

function phaseOf(fields: Partial<Phase>): Phase {
  const latencies = new Latencies();
  latencies.record(0.5, 1000);
  const tally = new Tally();
  tally.acks = 997;
  tally.fills = 400;
  tally.rejects[RejectReason.UnknownSymbol] = 3;
  const { failure: _, ...rest } = failedPhase(new RuntimeFailure({ code: 'X', message: '' }));
  const measured = { sent: 1000, tally, elapsedMs: 250, latency: latencies.summarise(), cpuShare: 0.5, busyShare: 0.6 };
  return { ...rest, ...measured, failure: undefined, ...fields };
}

t.test('a report says what was asked and what came of it', async (t) => {
  const plan = planLoad({ ...plain, orders: 1000 });
  const report = reportLoad(plan, { warmup: phaseOf({ sent: 50, elapsedMs: 500.00049 }), measured: phaseOf({}) });
  const { latency, ...rest } = JSON.parse(JSON.stringify(report));
  t.match(latency, { from: 'sent', count: 1000, maxUs: 500 });
  t.strictSame(rest, {
    schema: 'qsl-client-load/1',
    ok: true,
    failure: null,
    settings: {
      host: '::1',
      port: 9009,
      mode: 'sessions',
      loop: 'closed',
      connections: 8,
      depth: 64,
      orders: 1000,
      durationMs: null,
      ratePerSecond: null,
      warmupMs: 500,
      timeoutMs: 5000,
      symbols: 2,
      idBase: 7,
      cpu: null,
      spin: false,
    },
    warmup: { orders: 50, elapsedMs: 500 },
    elapsedMs: 250,
    orders: { sent: 1000, answered: 1000, acked: 997, rejected: 3 },
    rejects: { UnknownSymbol: 3 },
    fills: 400,
    foreignFills: 0,
    connections: null,
    ordersPerSecond: 4000,
    driver: { cpuShare: 0.5, busyShare: 0.6, saturated: false, delay: null },
  });
});

t.test('a driver that was always busy is called saturated, unless it kept to its timetable', async (t) => {
  const cases: [string, Partial<LoadRequest>, Partial<Phase>, boolean][] = [
    ['closed, idle at times', {}, { busyShare: 0.95 }, false],
    ['closed, never idle', {}, { busyShare: 0.96 }, true],
    ['open, busy and on time', { ratePerSecond: 4000 }, { busyShare: 1 }, false],
    ['open, busy and behind', { ratePerSecond: 4100 }, { busyShare: 1 }, true],
    ['open, behind for want of answers', { ratePerSecond: 4100 }, { busyShare: 0.3 }, false],
  ];
  for (const [name, request, phase, saturated] of cases) {
    const report = reportLoad(planLoad({ ...plain, ...request }), { warmup: undefined, measured: phaseOf(phase) });
    t.equal(report.driver.saturated, saturated, name);
    t.match(formatLoad(report), saturated ? /SATURATED, the gateway may be faster than this/ : /: not the limit/);
  }
});

t.test('a failure is reported with what came before it', async (t) => {
  const failure = new RuntimeFailure({ code: 'STALLED', message: 'nothing came' });
  const report = reportLoad(planLoad(plain), { warmup: undefined, measured: phaseOf({ failure }) });
  t.match(report, { ok: false, failure: { code: 'STALLED', message: 'nothing came' }, orders: { answered: 1000 } });
  const unbegun = reportLoad(planLoad(plain), { warmup: undefined, measured: failedPhase(failure) });
  t.match(unbegun, { ok: false, orders: { sent: 0, answered: 0 }, ordersPerSecond: 0, driver: { saturated: false } });
});

t.test('people get the percentiles first', async (t) => {
  const closed = reportLoad(planLoad({ ...plain, orders: 1000 }), { warmup: phaseOf({}), measured: phaseOf({}) });
  t.equal(
    formatLoad(closed),
    `load on [::1]:9009: 8 connections, 64 orders deep, closed loop
  latency µs   p50 500.0  p90 500.0  p99 500.0  p99.9 500.0  max 500.0  mean 500.0  min 500.0  (order to answer, from sending)
  throughput   4,000 orders/s over 0.250 s
  orders       1,000 sent, 997 acked, 3 rejected
  rejects      UnknownSymbol 3
  fills        400
  warm-up      1,000 orders in 0.250 s, not counted
  driver       CPU 50 %, busy 60 %: not the limit
`,
  );
  const connections = { begun: 1000, completed: 998, failed: { CLOSED_EARLY: 2 } };
  const delay = {
    ...failedPhase(new RuntimeFailure({ code: 'X', message: '' })).delay,
    p50Us: 1,
    p99Us: 2.25,
    maxUs: 3,
  };
  const churn = planLoad({ ...plain, churn: true, ratePerSecond: 4000 });
  const text = formatLoad(reportLoad(churn, { warmup: undefined, measured: phaseOf({ connections, delay }) }));
  t.match(text, 'load on [::1]:9009: a connection per order, 8 at a time, open loop at 4,000/s\n');
  t.match(text, '(connect to end of stream, from the planned time)\n  throughput   4,000 connections/s over 0.250 s\n');
  t.match(text, '  connections  998 of 1,000 completed; failed: CLOSED_EARLY 2\n');
  t.match(text, '; sends late by p50 1.0 p99 2.3 max 3.0 µs\n');
});
