import type { Warning as AnyWarning, WarningCode as AnyWarningCode } from '../artifact/warning.ts';
import {
  compareTracers,
  type GatewayIoWarning,
  judgeSlowDown,
  judgeUntraced,
} from '../experiments/gateway-io/warnings.ts';
import type { UntracedRun } from './pass-1.ts';
import type { StraceRun } from './pass-2.ts';
import type { PerfRunOutcome } from './pass-3.ts';

/** What this experiment warns of. */
export type WarningCode = GatewayIoWarning | Extract<AnyWarningCode, 'PROCESSES_ENDED' | 'RETRANSMITS'>;
export type Warning = AnyWarning<WarningCode>;

/** A driver is one thread: this share of a core is all that it has. */
const SATURATED_SHARE = 0.9;

export interface Judged {
  untraced: UntracedRun;
  strace: StraceRun;
  perf: PerfRunOutcome;
  /** How many times longer the load took under each tracer; null where that is unknown. */
  slowDown: { strace: number | null; perf: number | null };
  driverCpuShare: number | null;
}

/** Judges all passes. */
export function findWarnings({ untraced, strace, perf, slowDown, driverCpuShare }: Judged): Warning[] {
  const slow = (tracer: string, factor: number | null) =>
    factor === null ? [] : judgeSlowDown(tracer, factor, 'server');
  return [
    ...judgeUntraced(untraced, 'server'),
    ...judgeLoad(untraced, driverCpuShare),
    ...slow('strace', slowDown.strace),
    ...slow('perf trace', slowDown.perf),
    ...('unavailable' in perf ? [] : compareTracers(strace, perf)),
  ];
}

function judgeLoad({ processes, loads }: UntracedRun, driverCpuShare: number | null): Warning[] {
  const warnings: Warning[] = [];
  if (driverCpuShare !== null && driverCpuShare > SATURATED_SHARE) {
    warnings.push({
      code: 'DRIVER_SATURATED',
      text: `The driver used ${(driverCpuShare * 100).toFixed(0)} % of a core: rate and latency are bounded by it, not by the server.`,
      remedy:
        'Believe CPU time per request; for rates lower --concurrency or drive from a --client of several threads.',
    });
  }
  if (processes.ended > 0) {
    warnings.push({
      code: 'PROCESSES_ENDED',
      text: `${processes.ended} of the server's processes ended meanwhile: what they used after their last reading is missing, and those that came and went between two readings are missing whole.`,
      remedy: 'Take CPU time and switches for lower bounds; have the server keep its processes.',
    });
  }
  const retransmits = loads.reduce((sum, { tcp }) => sum + tcp.retransmits, 0);
  if (retransmits > 0) {
    warnings.push({
      code: 'RETRANSMITS',
      text: `${retransmits} segments had to be sent again: latency contains time-outs of TCP.`,
      remedy: 'Lower --concurrency, or raise the listen backlog of the server and net.core.somaxconn.',
    });
  }
  return warnings;
}
