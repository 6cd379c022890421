import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { renderPage } from '../src/page/page.ts';
import { recordedArtifact, recordedFile } from './fixtures.ts';
import { startProfiler } from './profiler.ts';
import { validate } from './schema.ts';

const run = (t: Test, experiment: string, ...args: string[]) => startProfiler(t, { experiment, args }).ended;

/** The recorded run again, with every time of the gateway so many times as long. */
function slowedFile(folder: string, factor: number): string {
  const artifact = recordedArtifact('gateway-io');
  const metrics = artifact.metrics.map((metric) =>
    metric.unit === 'ns' ? { ...metric, repetitions: metric.repetitions.map((value) => value * factor) } : metric,
  );
  const file = path.join(folder, 'slowed.json');
  writeFileSync(file, JSON.stringify({ ...artifact, metrics }));
  return file;
}

t.test('compare tells a regression by its exit status, and from what is no artifact', async (t) => {
  const slowed = slowedFile(t.testdir({ 'text.json': 'RESULT' }), 100);
  const args = ['--despite', 'dirty-inputs'];
  const [worse, same, foreign, dirty] = await Promise.all([
    run(t, 'compare', recordedFile('gateway-io'), slowed, ...args, '--json'),
    run(t, 'compare', slowed, '--baseline', slowed, '--baseline', slowed, ...args),
    run(t, 'compare', slowed, path.join(path.dirname(slowed), 'text.json')),
    run(t, 'compare', recordedFile('socket-stress'), recordedFile('socket-stress')),
  ]);
  t.equal(worse.code, 10, worse.stderr);
  const comparison = JSON.parse(worse.stdout);
  t.strictSame(validate(comparison, 'comparison:1'), []);
  t.match(comparison, { verdict: 'regression', experiment: 'gateway-io' });
  t.equal(same.code, 0, same.stderr);
  t.match(same.stdout, /^NO REGRESSION SHOWN: gateway-io; no difference shown$/m);
  t.equal(foreign.code, 2);
  t.match(foreign.stderr, /text\.json is not JSON/);
  t.equal(dirty.code, 3, 'nothing was judged');
  t.match(dirty.stdout, /^NOT COMPARABLE: socket-stress\n {2}! dirty inputs/);
});

t.test('a file that is an artifact by its head alone is called damaged, for every kind', async (t) => {
  const kinds = ['calibration', 'cpu', 'environment', 'net', 'run', 'gateway-io', 'socket-load', 'socket-stress'];
  for (const kind of kinds) {
    const artifact = {
      ...{ schema: `urn:qsl:schema:${kind}:2`, kind, claim: '', provenance: { facts: {}, tunables: {} } },
      ...{ metrics: [], conditions: {} },
    };
    const named = { artifact: artifact as never, file: 'x/a.json', json: { name: 'a.json', sha256: '' } };
    t.throws(() => renderPage([named]), { code: 'FOREIGN', message: `x/a.json is damaged: ` }, kind);
  }
  const [file, out] = ['hollow.json', 'page.html'].map((name) => path.join(t.testdir(), name)) as [string, string];
  writeFileSync(file, JSON.stringify({ schema: 'urn:qsl:schema:cpu:1', kind: 'cpu', provenance: { facts: {} } }));
  const commands: [experiment: string, ...args: string[]][] = [
    ['export', file, '--format', 'text'],
    ['report', file, '--out', out],
  ];
  for (const args of commands) {
    const { code, stderr } = await run(t, ...args);
    t.equal(code, 2, stderr);
    t.match(stderr, `qsl-profiler: ${file} is damaged: it cannot be shown as an artifact of kind cpu (`);
  }
  t.notOk(existsSync(out));
});

t.test('check and export read what the experiments write', async (t) => {
  const thresholds = {
    schema: 'urn:qsl:schema:thresholds:1',
    thresholds: [
      { metric: '*.socketCalls', max: 6.5, why: 'a system call more per round trip' },
      { metric: 'epoll.cpuTime', max: 1, unit: 'ns' },
    ],
  };
  t.strictSame(validate(thresholds, 'thresholds:1'), []);
  const folder = t.testdir({ 'limits.json': JSON.stringify(thresholds) });
  const [check, csv] = await Promise.all([
    run(t, 'check', recordedFile('gateway-io'), '--thresholds', path.join(folder, 'limits.json'), '--format', 'github'),
    run(t, 'export', recordedFile('socket-stress'), '--format', 'csv'),
  ]);
  t.equal(check.code, 10, check.stderr);
  t.match(
    check.stdout,
    /^::error title=epoll\.cpuTime in \/.*\/gateway-io\.json::.*\n::notice .*1 of 3 limits are broken\n$/,
  );
  t.equal(csv.code, 0, csv.stderr);
  t.match(csv.stdout, /\r\nsocket-stress,small\.lossShare,/);
});

t.test('the recorded artifacts obey their schemas', async (t) => {
  for (const kind of ['gateway-io', 'socket-load', 'socket-stress']) {
    t.strictSame(validate(recordedArtifact(kind), `${kind}:2`), [], kind);
  }
});
