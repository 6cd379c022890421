import t from 'tap';
import type { DrivenRun } from '../driver.ts';
import { spreadRow } from './scaling.ts';
import { driverRow, type Load } from './transports.ts';

const target = { bound: 'at least', value: 0.6 } as const;
const pair = { server: 'epoll', against: 'floor', target } as const;
const load: Load = {
  what: 'a load',
  kind: 'pipe',
  numbers: [1, 1, 10],
  warmUps: 0,
  timesARun: 1,
  pairs: [pair],
  compare: 'rate',
};

const side = (busy: number, rate: number, serverCpuNs: number): DrivenRun[] =>
  Array(5).fill({
    ...{ rate, busy, serverCpuNs },
    ...{ p50Us: 1e6 / rate, p99Us: 9, p999Us: 9, fills: 5, rejects: 0 },
  });

t.test('rates are compared unless the driver was their limit, on either side', async (t) => {
  const cases: [ours: number, theirs: number, value: number, verdict: string][] = [
    [0.5, 0.9, 0.7, 'holds'],
    [0.5, 0.92, 0.5, 'misses'],
    [0.92, 0.5, 0.5, 'misses'],
  ];
  for (const [ours, theirs, value, verdict] of cases) {
    const row = driverRow(load, pair, { ours: side(ours, 7e6, 200), theirs: side(theirs, 1e7, 100) });
    t.match(row, { figure: { value }, verdict }, `${ours} ${theirs}`);
    t.match(row.notes[0], `driver ${100 * ours} % busy, ${100 * theirs} % against the socket floor`);
  }
});

t.test('a round trip tells nothing where the driver was busy all of it', async (t) => {
  const lone = { ...load, compare: 'p50Us' } as const;
  const measure = (busy: number) => driverRow(lone, pair, { ours: side(busy, 1e4, 1), theirs: side(0.5, 1e4, 1) });
  t.match(measure(0.5), { figure: { value: 1 }, verdict: 'holds' });
  t.match(measure(0.95), { verdict: 'too noisy to say', notes: [/^driver 95 % busy.*: the round trip is its own$/] });
});

t.test('a curve is judged by its spread over runs, and not at all where a cost is lost in noise', async (t) => {
  const row = {
    section: 'scaling',
    what: 'x',
    against: 'itself',
    unit: '×',
    target: { bound: 'at most', value: 1.5 },
  } as const;
  const points = (cheapest: number) => [
    { count: 1, costs: Array(5).fill(60) },
    { count: 8, costs: Array(5).fill(cheapest) },
  ];
  t.match(spreadRow(row, points(50)), { figure: { value: 1.2 }, verdict: 'holds', notes: [/1 connections to 8$/] });
  t.match(spreadRow(row, points(30)), { figure: { value: 2 }, verdict: 'misses' });
  const lost = spreadRow(row, points(-2));
  t.match(lost, { verdict: 'too noisy to say', notes: [/./, /^5 of 10 differences were lost in noise/] });
  t.notOk(lost.figure);
});
