import t from 'tap';
import { artifactWith } from '../../test/artifacts.ts';
import { QUIET_MACHINE } from '../../test/quiet-machine.ts';
import { validate } from '../../test/schema.ts';
import type { LoadCost, Repetition } from '../experiments/gateway-io/repetition.ts';
import { buildArtifact } from './build-artifact.ts';
import type { Collected } from './collect.ts';
import { seeded } from './draw.ts';
import { reportCalibration } from './report.ts';

const random = seeded(3);

/** A gateway whose cost is that of its kind, within some per cent. */
function repetition(cpuUs: number): Repetition {
  const cpuTime = cpuUs * 1000 * (1 + 0.02 * (random() - 0.5));
  const turn = { cpuTime, roundTrip: 2 * cpuTime, yardstickCpuTime: 30_000, yardstickRoundTrip: 60_000 };
  const load: LoadCost = {
    ...{ cpuTime, median: 2 * cpuTime, p99: 5 * cpuTime, turns: [turn], driverShare: 0.4 },
    ...{ yardstickCpuTime: 30_000, yardstickMedian: 60_000, yardstickP99: 90_000, runQueueDelay: 0 },
    ...{ voluntarySwitches: 1, involuntarySwitches: 0, minorFaults: 0 },
  };
  return { transport: 'epoll', loads: Array.from({ length: 12 }, () => load), peakResidentBytes: 2 ** 27 };
}

const collected = (rounds: number, slowDown: number): Collected => {
  const make = (cpuUs: number) => Array.from({ length: rounds }, () => repetition(cpuUs));
  return {
    repetitions: {
      plain: { threaded: [], epoll: make(50) },
      slowed: { threaded: [], epoll: make(50 * (1 + slowDown)) },
    },
    spinNs: { epoll: 5000 },
  };
};
const { provenance } = artifactWith([]);
const build = (rounds: number, slowDown: number) =>
  buildArtifact(provenance, collected(rounds, slowDown), {
    slowDown: 0.1,
    comparisons: 50,
    seed: 1,
    machine: QUIET_MACHINE,
  });
const textOf = (artifact: ReturnType<typeof build>) => reportCalibration(artifact, { name: 'a.json', sha256: 'abc' });

t.test('a calibration says how often, what the delay came to, and how many repetitions it takes', async (t) => {
  const artifact = build(24, 0.1);
  t.strictSame(validate(JSON.parse(JSON.stringify(artifact)), 'calibration:1'), []);
  t.match(artifact, {
    needed: { value: Number },
    rounds: { value: 24 },
    results: [{ repetitions: 3 }, { repetitions: 6 }],
  });
  const text = textOf(artifact);
  t.match(
    text.replace(/\s+/g, ' '),
    /claim a difference; a slow-down of 10 % is found in 95 % or more from \d+ repetitions a side\./,
  );
  t.match(text, /epoll +5 µs +1\.10 \[1\.\d\d, 1\.\d\d\]/);
  for (const line of text.split('\n')) t.ok(line.length <= 120, line);
});

t.test('what was not found is said not to be', async (t) => {
  const artifact = build(12, 0);
  t.equal(artifact.needed.value, null);
  t.match(textOf(artifact).replace(/\s+/g, ' '), /is found in fewer than 95 % with the repetitions there were/);
});
