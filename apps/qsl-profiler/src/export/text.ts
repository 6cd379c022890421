import { formatAmount } from '../artifact/format.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import { warningsOf } from '../check/check.ts';
import { formatProvenance } from '../provenance/header.ts';
import type { Exported } from './exporter.ts';
import { figuresOf } from './figures.ts';

const WARNING = { width: 110, first: '  ! ', rest: '    ' };

/** The report that the experiment itself writes; for an experiment without one, its metrics. */
export async function exportText(exported: Exported): Promise<string> {
  const { artifact, json } = exported;
  switch (artifact.kind) {
    case 'gateway-io':
      return (await import('../experiments/gateway-io/report.ts')).reportGatewayIo(artifact as never, json);
    case 'socket-load':
      return (await import('../experiments/socket-load/report.ts')).reportSocketLoad(artifact as never, json);
    case 'socket-stress':
      return (await import('../experiments/socket-stress/report.ts')).reportSocketStress(artifact as never, json);
    case 'run':
      return (await import('../run/report.ts')).reportRun(artifact as never, json);
    case 'calibration':
      return (await import('../calibration/report.ts')).reportCalibration(artifact as never, json);
    case 'cpu':
      return (await import('../cpu/report.ts')).reportCpu(artifact as never, json);
    case 'environment':
      return (await import('../doctor/report.ts')).reportEnvironment(artifact as never, json);
    case 'net':
      return (await import('../net/report.ts')).reportNet(artifact as never, json);
    default:
      return reportMetrics(exported);
  }
}

function reportMetrics({ artifact, json }: Exported): string {
  const rows = figuresOf(artifact).map(({ name, value, unit, interval, repetitions }) => [
    name,
    formatAmount(value, unit),
    interval === null ? '-' : `[${formatAmount(interval.low, unit)}, ${formatAmount(interval.high, unit)}]`,
    String(repetitions.length),
    unit,
  ]);
  return `${[
    `QSL ${artifact.kind}`,
    artifact.claim,
    '',
    ...layOut([['metric', 'value', 'interval', 'repetitions', 'unit'], ...rows], ['l', 'r', 'r', 'r', 'l'], '  '),
    ...warningsOf(artifact).flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, WARNING)),
    '',
    ...formatProvenance(artifact.provenance),
    '',
    `Every number with its unit, source and resolution: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ].join('\n')}\n`;
}
