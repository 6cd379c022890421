import t from 'tap';
import { claim, type Finding, type Limit, measured, outcomeOf, unavailable, type Verdict } from './finding.ts';

const between = (low: number, high: number) => ({ value: (low + high) / 2, interval: { low, high, level: 0.94 } });
const atMost = (value: number): Limit => ({ bound: 'at most', value });

t.test('a figure is judged by its limit', async (t) => {
  const cases: [figure: Parameters<typeof measured>[0]['figure'], limit: Limit | undefined, verdict: Verdict][] = [
    [3, atMost(3), 'held'],
    [3.1, atMost(3), 'did not hold'],
    [3, { bound: 'at least', value: 3 }, 'held'],
    [2.9, { bound: 'at least', value: 3 }, 'did not hold'],
    [3, { bound: 'exactly', value: 3 }, 'held'],
    [4, { bound: 'exactly', value: 3 }, 'did not hold'],
    [Number.POSITIVE_INFINITY, atMost(3), 'did not hold'],
    [Number.NaN, atMost(3), 'did not hold'],
    [between(1, 1.9), atMost(2), 'held'],
    [between(2.1, 9), atMost(2), 'did not hold'],
    [between(1, 3), atMost(2), 'too noisy to say'],
    [5, undefined, ''],
  ];
  for (const [figure, limit, verdict] of cases) {
    const finding = measured({ what: 'x', unit: '', figure, ...(limit && { limit }) });
    t.equal(finding.verdict, verdict, `${JSON.stringify(figure)} ${limit?.bound} ${limit?.value}`);
  }
});

t.test('a driver excuses what is beyond a limit, and nothing else', async (t) => {
  const driverLimit = 'it was late itself';
  const beyond = measured({ what: 'x', unit: 'ms', figure: 4, limit: atMost(3), driverLimit });
  t.match(beyond, { verdict: 'the driver was the limit', notes: [driverLimit] });
  const within = measured({ what: 'x', unit: 'ms', figure: 2, limit: atMost(3), driverLimit });
  t.match(within, { verdict: 'held', notes: [] });
});

t.test('the worst finding decides what a run comes to', async (t) => {
  const held = claim('a', true);
  const broken = claim('b', false, 'why');
  const noisy = measured({ what: 'c', unit: '×', figure: between(1, 3), limit: atMost(2) });
  const limited = measured({ what: 'd', unit: '', figure: 9, limit: atMost(2), driverLimit: 'x' });
  const absent = unavailable('e', 'not root');
  const told = measured({ what: 'f', unit: '', figure: 9 });
  const cases: [findings: Finding[], outcome: ReturnType<typeof outcomeOf>][] = [
    [[held, told], 'held'],
    [[held, absent], 'held'],
    [[held, noisy, broken, limited, absent], 'broken'],
    [[held, noisy], 'untrusted'],
    [[held, limited], 'untrusted'],
    [[absent, told], 'unavailable'],
  ];
  for (const [findings, outcome] of cases) t.equal(outcomeOf(findings), outcome);
});
