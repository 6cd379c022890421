import t from 'tap';
import { calibrationOf } from '../../test/calibrations.ts';
import { validate } from '../../test/schema.ts';
import { reportCalibration } from './report.ts';
import type { CalibrationArtifact } from './result.ts';

const textOf = (artifact: CalibrationArtifact) => reportCalibration(artifact, { name: 'a.json', sha256: 'abc' });

t.test('a calibration says how often, what the delay came to, and how many repetitions it takes', async (t) => {
  const artifact = calibrationOf({ rounds: 24, slowDown: 0.1 });
  t.strictSame(validate(JSON.parse(JSON.stringify(artifact)), 'calibration:1'), []);
  t.match(artifact, {
    needed: { value: Number },
    rounds: { value: 24 },
    results: [{ repetitions: 3 }, { repetitions: 6 }],
  });
  const text = textOf(artifact);
  t.match(
    text.replace(/\s+/g, ' '),
    /claim a difference; a delay of 10 % of a round trip is found in 95 % or more from \d+ repetitions a side\./,
  );
  t.match(text, /epoll +5 µs +1\.10 \[1\.\d\d, 1\.\d\d\]/);
  for (const line of text.split('\n')) t.ok(line.length <= 120, line);
});

t.test('what was not found is said not to be', async (t) => {
  const artifact = calibrationOf({ rounds: 12, slowDown: 0 });
  t.equal(artifact.needed.value, null);
  t.match(textOf(artifact).replace(/\s+/g, ' '), /is found in fewer than 95 % with the repetitions there were/);
});
