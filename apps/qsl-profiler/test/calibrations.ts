import { buildArtifact } from '../src/calibration/build-artifact.ts';
import type { Collected } from '../src/calibration/collect.ts';
import { seeded } from '../src/calibration/draw.ts';
import type { CalibrationArtifact } from '../src/calibration/result.ts';
import type { LoadCost, Repetition } from '../src/experiments/gateway-io/repetition.ts';
import { artifactWith } from './artifacts.ts';
import { QUIET_MACHINE } from './quiet-machine.ts';

/** A gateway whose cost is that of its kind, within some per cent. */
function repetition(cpuUs: number, random: () => number): Repetition {
  const cpuTime = cpuUs * 1000 * (1 + 0.02 * (random() - 0.5));
  const turn = { cpuTime, roundTrip: 2 * cpuTime, yardstickCpuTime: 30_000, yardstickRoundTrip: 60_000 };
  const load: LoadCost = {
    ...{ cpuTime, median: 2 * cpuTime, p99: 5 * cpuTime, turns: [turn], driverShare: 0.4 },
    ...{ yardstickCpuTime: 30_000, yardstickMedian: 60_000, yardstickP99: 90_000, runQueueDelay: 0 },
    ...{ voluntarySwitches: 1, involuntarySwitches: 0, minorFaults: 0 },
  };
  return { transport: 'epoll', loads: Array.from({ length: 12 }, () => load), peakResidentBytes: 2 ** 27 };
}

/** What `calibrate` would write of so many rounds of gateways that are really slowed down by this share. */
export function calibrationOf({ rounds, slowDown }: { rounds: number; slowDown: number }): CalibrationArtifact {
  const random = seeded(3);
  const make = (cpuUs: number) => Array.from({ length: rounds }, () => repetition(cpuUs, random));
  const collected: Collected = {
    repetitions: {
      plain: { threaded: [], epoll: make(50) },
      slowed: { threaded: [], epoll: make(50 * (1 + slowDown)) },
    },
    spinNs: { epoll: 5000 },
  };
  const { provenance } = artifactWith([]);
  return buildArtifact(provenance, collected, { slowDown: 0.1, comparisons: 50, seed: 1, machine: QUIET_MACHINE });
}
