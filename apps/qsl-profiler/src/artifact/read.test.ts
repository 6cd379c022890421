import path from 'node:path';
import { UsageError } from '@qsl/cli';
import t from 'tap';
import { artifactWith, metricOf } from '../../test/artifacts.ts';
import { readArtifact } from './read.ts';

const good = artifactWith([metricOf('m', [1, 2, 3])]);
const withMetric = (changed: object) => JSON.stringify({ ...good, metrics: [{ ...good.metrics[0], ...changed }] });

t.test('an artifact is read, and named with its folder for messages and without it for artifacts', async (t) => {
  const folder = t.testdir({ 'a.json': JSON.stringify(good) });
  const file = path.join(folder, 'a.json');
  t.strictSame(readArtifact(file), {
    file,
    name: 'a.json',
    artifact: JSON.parse(JSON.stringify(good)),
  });
});

t.test('anything else is refused by what it is', async (t) => {
  const cases: [code: string, message: RegExp, content: string][] = [
    ['FOREIGN', /is not JSON/, 'RESULT\n'],
    ['FOREIGN', /no artifact/, 'null'],
    ['FOREIGN', /no artifact/, '[1]'],
    ['FOREIGN', /no artifact/, '{"schema":"https://example.org/x"}'],
    ['FOREIGN', /no artifact/, '{"schema":"urn:qsl:schema:x:1"}'],
    ['OLD_ARTIFACT', /carries no repetitions/, JSON.stringify({ ...good, metrics: undefined })],
    ['FOREIGN', /damaged: its metrics are no list/, JSON.stringify({ ...good, metrics: {} })],
    ['FOREIGN', /damaged: a metric has no name/, JSON.stringify({ ...good, metrics: [null] })],
    ['FOREIGN', /damaged: m has no value/, withMetric({ value: '5' })],
    ['FOREIGN', /damaged: m has no repetitions/, withMetric({ repetitions: [1, 'x'] })],
    ['FOREIGN', /damaged: m does not have the yardstick/, withMetric({ yardstick: [1] })],
    ['FOREIGN', /damaged: m has no interval/, withMetric({ interval: { low: 1 } })],
    ['FOREIGN', /damaged: m does not say/, withMetric({ better: 'more' })],
  ];
  for (const [code, message, content] of cases) {
    const file = path.join(t.testdir({ 'a.json': content }), 'a.json');
    t.throws(() => readArtifact(file), { name: UsageError.name, code, message }, content);
    t.throws(() => readArtifact(file), { message: `${file} ` }, 'two of one name are told apart');
  }
  t.throws(() => readArtifact('/nowhere/a.json'), {
    code: 'UNREADABLE',
    message: /^\/nowhere\/a\.json cannot be read/,
  });
});
