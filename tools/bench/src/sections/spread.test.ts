import t from 'tap';
import { spreadOf } from './spread.ts';

t.test('the dearest point is compared with the cheapest, run by run', async (t) => {
  const costs = [
    [20, 22, 24, 26, 28],
    [60, 66, 72, 78, 84],
    [30, 33, 36, 39, 42],
  ];
  t.match(spreadOf(costs), { dearest: 1, cheapest: 0, figure: { value: 3, interval: { low: 3, high: 3 } } });
});

t.test('noise that strikes each point in turn does not make a flat curve steep', async (t) => {
  const costs = [0, 1, 2, 3, 4].map((point) => [0, 1, 2, 3, 4].map((run) => (run === point ? 200 : 100)));
  t.match(spreadOf(costs).figure, { value: 1, interval: { low: 0.5, high: 2 } }, 'the most to the least of a run is 2');
});

t.test('there is no ratio to what is nothing or less, unless order statistics leave those runs out', async (t) => {
  const even = Array(11).fill(50);
  const often = [-2, -1, 0, ...Array(8).fill(40)];
  t.match(spreadOf([even, often, even]), { cheapest: 1, figure: undefined });
  t.match(spreadOf([Array(5).fill(-2), Array(5).fill(60), Array(5).fill(40)]), { cheapest: 0, figure: undefined });
  const twice = [-2, 0, ...Array(9).fill(40)];
  t.match(spreadOf([even, twice, even]), { cheapest: 1, figure: { value: 1.25, interval: { low: 1.25, high: 1.25 } } });
  t.throws(() => spreadOf([[1]]), RangeError);
});
