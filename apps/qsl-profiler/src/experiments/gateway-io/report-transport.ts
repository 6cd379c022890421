import { formatRate } from '../../artifact/format.ts';
import type { Quantity } from '../../artifact/quantity.ts';
import { wrap } from '../../artifact/text-table.ts';
import type { Warning } from '../../artifact/warning.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import { reportMix } from './report-mix.ts';
import { reportUntraced } from './report-untraced.ts';
import type { TransportProfile } from './result.ts';

const LINES = { width: 100, first: '  ! ', rest: '    ' };

/** One transport's section. */
export function reportTransport(transport: Transport, profile: TransportProfile): string[] {
  return [transport.toUpperCase(), ...reportProfile(profile)];
}

/** A profile, whoever served; `load` says what the load consisted of. */
export function reportProfile(
  { untraced, strace, perf, warnings }: Omit<TransportProfile, 'warnings'> & { warnings: Warning[] },
  load?: string,
): string[] {
  return [
    ...reportUntraced(untraced, load),
    `  2. System calls per round trip, by strace -f -c: load slowed ${factor(strace.slowDown)}; ± as control runs vary`,
    perf.available
      ? `  3. and, as a cross-check, by perf trace -s -p: load slowed ${factor(perf.slowDown)}`
      : `  3. Cross-check by perf: unavailable, ${perf.reason}`,
    ...reportMix(strace, perf),
    ...warnings.flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, LINES)),
  ];
}

/** "6.10 × [5.92, 6.44]". */
function factor({ value, interval }: Quantity): string {
  const range = interval ? ` [${formatRate(interval.low)}, ${formatRate(interval.high)}]` : '';
  return `${formatRate(value ?? Number.NaN)} ×${range}`;
}
