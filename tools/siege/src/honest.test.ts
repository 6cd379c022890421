import t from 'tap';
import { type Honest, latencyFindings, parseHonest, servedFindings } from './honest.ts';

const served: Honest = { p50Us: 100, p99Us: 400, maxUs: 900, sent: 50, answered: 50, lateP99Us: 60, failure: null };
const verdicts = (findings: { verdict: string }[]) => findings.map(({ verdict }) => verdict);

t.test('a report of the load client is read', async (t) => {
  const report = {
    failure: { code: 'STALLED', message: 'the gateway has sent nothing' },
    orders: { sent: 9, answered: 7, acked: 7, rejected: 0 },
    latency: { from: 'planned', p50Us: 1, p99Us: 2, maxUs: 3 },
    driver: { delay: { p50Us: 4, p99Us: 5, maxUs: 6 } },
  };
  const expected = { p50Us: 1, p99Us: 2, maxUs: 3, sent: 9, answered: 7, lateP99Us: 5 };
  t.strictSame(parseHonest(JSON.stringify(report)), { ...expected, failure: 'the gateway has sent nothing' });
});

t.test('who was not answered, or late, was not served', async (t) => {
  const cases: [Honest, string[]][] = [
    [served, ['held', 'held']],
    [{ ...served, answered: 49 }, ['did not hold', 'held']],
    [{ ...served, failure: 'reset' }, ['did not hold', 'held']],
    [{ ...served, maxUs: 1.2e6 }, ['held', 'did not hold']],
    [{ ...served, maxUs: 1.2e6, lateP99Us: 1e6 }, ['held', 'the driver was the limit']],
  ];
  for (const [one, expected] of cases) t.strictSame(verdicts(servedFindings('x', [served, one])), expected);
});

t.test('the 99th percentile is compared with that of neighbouring runs', async (t) => {
  const times = (factor: number) => Array<Honest>(5).fill({ ...served, p99Us: served.p99Us * factor });
  const compare = (factor: number) => latencyFindings('x', { alone: times(1), besieged: times(factor) }, 2)[1]!;
  t.match(compare(1.9), { figure: { value: 1.9 }, verdict: 'held' });
  t.match(compare(2.1), { figure: { value: 2.1 }, verdict: 'did not hold' });
  const late = times(3).map((one) => ({ ...one, lateP99Us: 1100 }));
  t.equal(latencyFindings('x', { alone: times(1), besieged: late }, 2)[1]!.verdict, 'the driver was the limit');
});
