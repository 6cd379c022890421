import t from 'tap';
import { countedMetric, describeMetric, type MetricDefinition } from './metric.ts';

const definition: MetricDefinition = {
  ...{ name: 'm', label: 'm', unit: 'ns', source: 's', resolution: 1, better: 'lower', rank: 'primary' },
};
const of = (repetitions: (number | null)[], yardstick?: (number | null)[]) =>
  describeMetric(definition, { repetitions, freshProcesses: true, ...(yardstick && { yardstick }) });

t.test('a metric is the median of its repetitions, with an interval from six on', async (t) => {
  t.match(of([3, 1, 2]), { value: 2, interval: null, repetitions: [3, 1, 2], yardstick: null });
  t.match(of([6, 1, 2, 3, 4, 5]), { value: 3.5, interval: { low: 1, high: 6 } });
});

t.test('one that is unknown anywhere is unknown', async (t) => {
  t.match(of([3, null, 2], [1, 1, 1]), { value: null, interval: null, repetitions: [], yardstick: null });
  t.match(of([3, 2], [1, null]), { value: 2.5, yardstick: null });
  t.match(of([3, 2], [1, 2]), { yardstick: [1, 2] });
});

t.test('one that was counted once keeps the interval it was given', async (t) => {
  const interval = { low: 1, high: 3, level: 0.95, method: 'x' };
  t.match(countedMetric(definition, { value: 2, interval }), { value: 2, interval, repetitions: [] });
});
