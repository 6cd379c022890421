/** The load driver against gateways that do not do as they should: each is found out, none makes it hang. */
import t from 'tap';
import { type LoadRequest, planLoad } from '../src/load/plan.ts';
import { reportLoad } from '../src/load/report.ts';
import { runLoad } from '../src/load/run.ts';
import { type Behaviour, GOOD_ORDERS } from './support/behaviours.ts';
import { startBehaviours } from './support/misbehaving.ts';

const ports = await startBehaviours(t);

function load(behaviour: Behaviour, request: Partial<LoadRequest>) {
  const plain = { host: '127.0.0.1', port: ports[behaviour], churn: false, symbols: 2, spin: false };
  const plan = planLoad({ ...plain, timeoutMs: 5000, warmupMs: 0, ...request });
  return reportLoad(plan, runLoad(plan));
}

const quick = { timeoutMs: 1000 };

t.test('an honest gateway passes', async (t) => {
  const report = load('honest', { connections: 3, depth: 7, orders: 1001, warmupMs: 20 });
  t.match(report, {
    ok: true,
    failure: null,
    orders: { sent: 1001, answered: 1001, acked: 1001 },
    latency: { count: 1001 },
  });
  t.ok(report.warmup && report.warmup.orders > 0);
});

t.test('long sessions', async (t) => {
  const cases: [Behaviour, string, RegExp, Partial<LoadRequest>?][] = [
    ['closesAtOnce', 'CLOSED_EARLY|CONNECTION_LOST', /orders unanswered/],
    ['closesInTheMiddle', 'CLOSED_EARLY', /connection [01]: the gateway closed it, with \d+ orders? unanswered/],
    ['resets', 'CONNECTION_LOST', /ECONNRESET|EPIPE/],
    [
      'stopsAnswering',
      'STALLED',
      new RegExp(`sent nothing for 1000 ms: ${2 * GOOD_ORDERS} orders answered, 16 unanswered`),
      quick,
    ],
    ['neverAnswers', 'STALLED', /: 0 orders answered, 16 unanswered/, quick],
    ['ignoresHeartbeats', 'STALLED', /: 1000 orders answered, 0 unanswered/, quick],
    ['speaksHttp', 'MALFORMED_REPLY', /no frame of this protocol/],
    ['sendsHalfAFrame', 'CLOSED_EARLY', /8 orders unanswered.*, in the middle of a reply/],
    ['acksTwice', 'MALFORMED_REPLY', /unexpected Ack/],
    ['acksAnother', 'MALFORMED_REPLY', /unexpected Ack/],
    ['fillsFirst', 'MALFORMED_REPLY', /unexpected Fill/],
    ['saysTooMuch', 'MALFORMED_REPLY', /unexpected HeartbeatAck/],
  ];
  for (const [behaviour, code, message, request] of cases) {
    const { ok, failure } = load(behaviour, { connections: 2, depth: 8, orders: 1000, ...request });
    t.equal(ok, false, behaviour);
    t.match(failure?.code, new RegExp(`^(${code})$`), behaviour);
    t.match(failure?.message, message, behaviour);
  }
});

t.test('an open loop notices a stall too, and not a silence for which there is no reason', async (t) => {
  const stalled = load('stopsAnswering', { connections: 1, ratePerSecond: 1000, orders: 1000, ...quick });
  t.match(stalled, { failure: { code: 'STALLED' }, orders: { answered: GOOD_ORDERS } });
  const sparse = load('honest', { connections: 1, ratePerSecond: 1, orders: 2, timeoutMs: 700 });
  t.match(sparse, { ok: true, orders: { answered: 2 } });
});

t.test('a connection per order', async (t) => {
  const cases: [Behaviour, string, RegExp][] = [
    ['closesAtOnce', 'CLOSED_EARLY|CONNECTION_LOST', /1 order unanswered/],
    ['speaksHttp', 'MALFORMED_REPLY', /no frame of this protocol/],
    ['sendsHalfAFrame', 'CLOSED_EARLY', /in the middle of a reply/],
    ['acksTwice', 'MALFORMED_REPLY', /unexpected Ack/],
    ['acksAnother', 'MALFORMED_REPLY', /unexpected Ack/],
    ['fillsFirst', 'MALFORMED_REPLY', /unexpected Fill/],
    ['saysTooMuch', 'MALFORMED_REPLY', /unexpected HeartbeatAck/],
    ['ignoresHeartbeats', 'CLOSED_EARLY', /a heartbeat unanswered/],
  ];
  for (const [behaviour, code, message] of cases) {
    const { failure, connections } = load(behaviour, { churn: true, connections: 2, orders: 10 });
    t.match(failure?.code, new RegExp(`^(${code})$`), behaviour);
    t.match(failure?.message, message, behaviour);
    t.match(
      failure?.message,
      /^(\d+) of \1 connections failed, the first so: connection/,
      `${behaviour}: each of them`,
    );
    t.equal(connections?.completed, 0);
  }
});

t.test('connections that are never answered and never closed are a stall', async (t) => {
  const report = load('neverAnswers', { churn: true, connections: 3, orders: 10, ...quick });
  t.match(report.failure, { code: 'STALLED', message: /: 0 connections completed, 3 open/ });
  t.match(report.connections, { begun: 3, completed: 0, failed: { STALLED: 3 } });
});

t.test('a gateway that goes away ends the run, however long it was to be', async (t) => {
  const { failure, connections } = load('goesAway', { churn: true, connections: 2, durationMs: 3_600_000 });
  t.match(failure?.code, /^(CONNECT_FAILED|CONNECTION_LOST)$/);
  t.match(
    failure?.message,
    /\d+ of \d+ connections failed, the first so: connection [01]: .*(ECONNREFUSED|ECONNRESET)/,
  );
  t.equal(connections?.completed, GOOD_ORDERS);
});

t.test('a port on which nobody listens', async (t) => {
  const nobody = { port: 1, orders: 10 };
  t.match(load('honest', nobody).failure, {
    code: 'CONNECT_FAILED',
    message: /connect 127\.0\.0\.1:1: .*ECONNREFUSED/,
  });
  t.match(load('honest', { ...nobody, churn: true }).failure, { code: 'CONNECT_FAILED', message: /ECONNREFUSED/ });
});
