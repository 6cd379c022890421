import t from 'tap';
import { bar, sparkline } from './plot.ts';

t.test('a sparkline goes from nothing to the largest value', async (t) => {
  t.equal(sparkline([8, 4, 0, 1]), '█▅▁▂');
  t.equal(sparkline([0, 0]), '▁▁');
  t.equal(sparkline([]), '');
});

t.test('a bar is as wide as its share, to an eighth of a character', async (t) => {
  t.equal(bar(0.5, 4), '██');
  t.equal(bar(0.53125, 4), '██▏');
  t.equal(bar(2, 3), '███', 'and never wider than there is room');
  t.equal(bar(-1, 3), '');
});
