import { UsageError } from '@qsl/cli';
import t from 'tap';
import { artifactWith, metricOf, steady } from '../../test/artifacts.ts';
import type { MeasuredArtifact } from '../artifact/artifact.ts';
import type { Metric } from '../artifact/metric.ts';
import { type Comparison, compareSides, DEFAULT_RULES } from './compare.ts';
import { reportComparison } from './report.ts';

const named = (artifact: MeasuredArtifact, name = 'a.json') => ({ file: `x/${name}`, name, artifact });
const compare = (one: MeasuredArtifact, other: MeasuredArtifact, despite: Parameters<typeof compareSides>[2] = []) =>
  compareSides({ baseline: [named(one)], candidate: [named(other, 'b.json')] }, DEFAULT_RULES, despite);
const verdicts = ({ metrics }: Comparison) => Object.fromEntries(metrics.map(({ name, verdict }) => [name, verdict]));
const NO_DIFFERENCE = { verdict: 'no difference shown' };
const of = (repetitions: number[], changed = {}) => artifactWith([metricOf('m', repetitions, changed)]);

t.test('a difference beyond the margin is better or worse, by what is good', async (t) => {
  const cases: [name: string, factor: number, better: 'lower' | 'higher', verdict: string][] = [
    ['slower', 1.2, 'lower', 'worse'],
    ['faster', 0.8, 'lower', 'better'],
    ['a higher rate', 1.2, 'higher', 'better'],
    ['a lower rate', 0.8, 'higher', 'worse'],
    ['the same', 1, 'lower', 'no difference shown'],
    ['within the margin', 1.01, 'lower', 'no difference shown'],
  ];
  for (const [name, factor, better, verdict] of cases) {
    t.strictSame(
      verdicts(compare(of(steady(12), { better }), of(steady(12, factor), { better }))),
      { m: verdict },
      name,
    );
  }
});

t.test('a regression is the verdict of the whole, whatever else is better', async (t) => {
  const before = artifactWith([metricOf('a', steady(12)), metricOf('b', steady(12))]);
  const after = artifactWith([metricOf('a', steady(12, 2)), metricOf('b', steady(12, 0.5))]);
  const comparison = compare(before, after);
  t.match(comparison, { verdict: 'regression' });
  t.match(reportComparison(comparison), /^REGRESSION: x; worse: a; better: b$/m);
  t.match(compare(after, after), { verdict: 'no regression shown' });
});

t.test('the yardstick takes the speed of the machine out of it', async (t) => {
  const drifting = (factor: number) => of(steady(12, factor), { yardstick: steady(12, factor / 4) });
  t.match(compare(drifting(1), drifting(1.5)).metrics, [
    { by: 'yardstick', verdict: 'no difference shown', change: { value: 1 }, baseline: 99.5, candidate: 149.25 },
  ]);
  const slower = of(steady(12, 1.5), { yardstick: steady(12, 0.25) });
  t.match(compare(drifting(1), slower).metrics, [{ by: 'yardstick', verdict: 'worse', change: { value: 1.5 } }]);
});

t.test('the change comes with an interval around it', async (t) => {
  const [metric] = compare(of(steady(12)), of(steady(12, 1.2))).metrics;
  const { value, interval } = metric?.change ?? { value: 0, interval: null };
  t.ok(interval && interval.low < value && value < interval.high && interval.low > 1.1, JSON.stringify(metric?.change));
});

t.test('more metrics take more to show a difference in one', async (t) => {
  const among = (others: number, factor: number) =>
    artifactWith([
      metricOf('m', steady(4, factor)),
      ...Array.from({ length: others }, (_, i) => metricOf(`n${i}`, steady(4))),
    ]);
  t.match(verdicts(compare(among(0, 1), among(0, 1.15))), { m: 'worse' });
  t.match(verdicts(compare(among(20, 1), among(20, 1.15))), { m: 'no difference shown' });
});

t.test('repetitions of one process have to differ by more, unless there are files enough', async (t) => {
  const same = (factor: number) => of(steady(12, factor), { freshProcesses: false });
  t.match(verdicts(compare(same(1), same(1.12))), { m: 'no difference shown' });
  t.match(verdicts(compare(same(1), same(1.3))), { m: 'worse' });
  const files = (factor: number) => [0.99, 1, 1.01, 1, 0.98, 1.02].map((f, i) => named(same(factor * f), `${i}.json`));
  const { metrics } = compareSides({ baseline: files(1), candidate: files(1.12) }, DEFAULT_RULES);
  t.match(metrics, [{ verdict: 'worse', repetitions: [6, 6] }]);
});

t.test('files of one side are pooled', async (t) => {
  const files = (factor: number) => [0, 1, 2].map((i) => named(of(steady(4, factor)), `${i}.json`));
  t.match(compareSides({ baseline: files(1), candidate: files(1.2) }, DEFAULT_RULES).metrics, [
    { verdict: 'worse', repetitions: [12, 12] },
  ]);
});

t.test('what was counted once a file is pooled too', async (t) => {
  const counted = (value: number | null, reach = 0): Partial<Metric> => ({
    value,
    interval: value === null ? null : { low: value - reach, high: value + reach, level: 0.95, method: 'x' },
  });
  const side = (...figures: Partial<Metric>[]) =>
    figures.map((figure, i) => named(artifactWith([metricOf('m', [], figure)]), `${i}.json`));
  const unknown = counted(null);
  const cases: [string, Partial<Metric>[], Partial<Metric>[], object][] = [
    [
      'more',
      [counted(5), counted(5.5)],
      [counted(6), counted(7), counted(6.5)],
      {
        verdict: 'worse',
        repetitions: [2, 3],
        baseline: 5.25,
        candidate: 6.5,
        change: { interval: { low: 0.5, high: 2 } },
      },
    ],
    ['no further apart than files of a side', [counted(5), counted(7)], [counted(6), counted(8)], NO_DIFFERENCE],
    ['the widest reach counts', [counted(5, 1), counted(5, 2)], [counted(7), counted(7)], NO_DIFFERENCE],
    ['known in one', [unknown, counted(5)], [counted(6), unknown], { verdict: 'worse', repetitions: [1, 1] }],
    ['known in none', [unknown, unknown], [counted(6), counted(6)], { why: 'it was not measured', baseline: null }],
  ];
  for (const [name, baseline, candidate, expected] of cases) {
    t.match(
      compareSides({ baseline: side(...baseline), candidate: side(...candidate) }, DEFAULT_RULES).metrics,
      [expected],
      name,
    );
  }
});

t.test('files of one side have to be alike', async (t) => {
  const other = artifactWith([], { conditions: { load: 'more' } });
  t.throws(
    () => compareSides({ baseline: [named(of([1])), named(other)], candidate: [named(of([1]))] }, DEFAULT_RULES),
    {
      name: UsageError.name,
      code: 'MIXED_SIDE',
      message: /^x\/a\.json and x\/a\.json are not/,
    },
  );
});

t.test('what cannot be compared says why, and is no regression', async (t) => {
  const facts = (changed: object) => {
    const artifact = of(steady(12, 2));
    return { ...artifact, provenance: { ...artifact.provenance, facts: { ...artifact.provenance.facts, ...changed } } };
  };
  const cases: [MeasuredArtifact, RegExp][] = [
    [facts({ cpuModel: 'Z80' }), /^other machine: CPU .*, then Z80$/],
    [facts({ dirtyInputs: 'yes' }), /^dirty inputs: nobody can tell which sources b\.json measured$/],
    [
      artifactWith([metricOf('m', steady(12, 2))], { conditions: { load: 'more' } }),
      /^other load: load "l", then "more"$/,
    ],
    [artifactWith([metricOf('m', steady(12, 2))], { kind: 'y' }), /^other experiment: x, then y$/],
  ];
  for (const [candidate, reason] of cases) {
    const comparison = compare(of(steady(12)), candidate);
    t.match(comparison, {
      verdict: 'not comparable',
      metrics: [{ verdict: 'not comparable', change: { value: 2, interval: null } }],
    });
    t.match(comparison.obstacles[0], reason);
    t.match(reportComparison(comparison), /^NOT COMPARABLE: [xy]\n {2}! other|^NOT COMPARABLE: x\n {2}! dirty/);
  }
});

t.test('--despite compares all the same, and says so', async (t) => {
  const dirty = of(steady(12, 2));
  dirty.provenance = { ...dirty.provenance, facts: { ...dirty.provenance.facts, dirtyInputs: 'yes' } };
  const comparison = compare(of(steady(12)), dirty, ['dirty-inputs']);
  t.match(comparison, { verdict: 'regression', obstacles: [] });
  t.match(reportComparison(comparison), /^ {2}! compared despite dirty inputs/m);
});

t.test('a metric without a fair verdict has none', async (t) => {
  const counted = (value: number, reach = 0) =>
    metricOf('m', [], { value, interval: { low: value - reach, high: value + reach, level: 0.95, method: 'x' } });
  const cases: [string, MeasuredArtifact, MeasuredArtifact, object][] = [
    ['too few', of([1, 2]), of([5, 6, 7]), { why: 'too few repetitions: 2 and 3' }],
    ['new', artifactWith([]), of([5]), { why: 'only in the candidate', change: null, baseline: null }],
    ['gone', of([5]), artifactWith([]), { why: 'only in the baseline', candidate: null }],
    [
      'the machine',
      of(steady(9), { better: null }),
      of(steady(9, 3), { better: null }),
      { why: /tells of the machine/ },
    ],
    ['counted as often', artifactWith([counted(5)]), artifactWith([counted(5)]), { verdict: 'no difference shown' }],
    [
      'counted more',
      artifactWith([counted(5)]),
      artifactWith([counted(6)]),
      { verdict: 'worse', change: { value: 1 } },
    ],
    [
      'counted, unsure',
      artifactWith([counted(5, 1)]),
      artifactWith([counted(6, 1)]),
      { verdict: 'no difference shown' },
    ],
    ['nothing lost', of([0, 0, 0, 0, 0, 0]), of([0, 0, 0, 0, 0, 0]), { verdict: 'no difference shown' }],
    ['some lost', of([0, 0, 0, 0, 0, 0]), of([1, 2, 1, 2, 1, 2]), { verdict: 'worse', change: { as: 'difference' } }],
  ];
  for (const [name, before, after, expected] of cases) {
    t.match(compare(before, after).metrics, [{ verdict: 'not comparable', ...expected }], name);
    t.notMatch(reportComparison(compare(before, after)), /NaN|undefined|null/, name);
  }
});
