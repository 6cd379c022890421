import t from 'tap';
import type { CalibrationArtifact } from '../src/calibration/result.ts';
import { processesMarked } from './processes.ts';
import { contentOf, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';

t.test('a slow-down is injected into fresh gateways, and what came of it is written down', { skip }, async (t) => {
  const out = t.testdir();
  // As short as it gets: six rounds. So long a delay that no machine hides it.
  const size = ['--duration', '1s', '--connections', '6', '--comparisons', '20', '--slow-down', '1000'];
  const profiler = startProfiler(t, { experiment: 'calibrate', args: ['--transport', 'epoll', ...size, '--out', out] });
  const { code, stdout, stderr } = await profiler.ended;
  t.equal(code, 0, stderr);
  t.strictSame(processesMarked(profiler.mark), [], 'nothing is left running');
  const { 'calibration.json': json = '', 'calibration.txt': text, ...others } = contentOf(out);
  t.strictSame(others, {});
  t.equal(stdout, text);
  const artifact = JSON.parse(json) as CalibrationArtifact;
  t.strictSame(validateArtifact(artifact, 'calibration'), []);
  t.match(artifact.provenance.tunables, { '--seed': { from: 'default' }, '--slow-down': { from: 'command line' } });
  t.match(artifact.results, [{ repetitions: 3, falseClaims: { of: 20 }, found: { of: 20 } }]);
  const [{ delay, roundTrip }] = artifact.slowDown as [CalibrationArtifact['slowDown'][0]];
  t.ok(Number(delay.value) > 0);
  t.ok(Number(roundTrip.value) > 1, `${roundTrip.value}: it is real`);
});
