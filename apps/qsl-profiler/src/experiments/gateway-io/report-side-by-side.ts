import { formatAmount, formatRate } from '../../artifact/format.ts';
import { layOut } from '../../artifact/text-table.ts';
import { TRANSPORTS } from '../../gateway/gateway-program.ts';
import type { SyscallClass } from '../../tracing/syscall-class.ts';
import { METRICS, type MetricName } from './metrics.ts';
import { servingRows } from './report-mix.ts';
import { formatSplit } from './report-untraced.ts';
import type { GatewayIoArtifact, TracedLoad, TransportProfile } from './result.ts';

const COMPARED: readonly MetricName[] = [
  'cpuTime',
  'runQueueDelay',
  'voluntarySwitches',
  'involuntarySwitches',
  'minorFaults',
];
/** Told apart by strace; what the runtime does for itself drowns in the variation of its start-up there. */
const BY_STRACE: readonly SyscallClass[] = ['socket', 'readiness'];
const BY_PERF: readonly SyscallClass[] = ['waking', 'memory'];

/** Both transports in one table. */
export function reportSideBySide({ transports }: GatewayIoArtifact): string[] {
  const row = (label: string, cell: (profile: TransportProfile) => string) => [
    label,
    ...TRANSPORTS.map((transport) => cell(transports[transport])),
  ];
  const rows = [
    ['', ...TRANSPORTS],
    ...COMPARED.map((name) => row(METRICS[name].label, ({ untraced }) => amountOf(untraced.perRoundTrip[name]))),
    row('user share of CPU time', ({ untraced }) => formatSplit(untraced)),
    ...BY_STRACE.map((name) => row(`system calls: ${name} (strace)`, ({ strace }) => formatRate(sumOf(strace, name)))),
    ...BY_PERF.map((name) =>
      row(`system calls: ${name} (perf)`, ({ perf }) => (perf.available ? formatRate(sumOf(perf, name)) : '-')),
    ),
    row('median round trip', ({ untraced }) => amountOf(untraced.roundTripTime.median)),
    row('resident set, peak', ({ untraced }) => amountOf(untraced.peakResident)),
  ];
  return [
    'SIDE BY SIDE, the passes above, per round trip; one run each, so what differs may be the moment',
    ...layOut(rows, ['l', 'r', 'r'], '  '),
  ];
}

function amountOf({ value, unit }: { value: number | null; unit: string }): string {
  return formatAmount(value, unit);
}

function sumOf(load: TracedLoad, wanted: SyscallClass): number {
  return servingRows(load)
    .filter((row) => row.class === wanted)
    .reduce((sum, { perRoundTrip }) => sum + perRoundTrip, 0);
}
