import { formatAmount, formatNumber, formatShare } from '../artifact/format.ts';
import { sparkline } from '../artifact/plot.ts';
import { printable } from '../artifact/printable.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import { reportProfile } from '../experiments/gateway-io/report-transport.ts';
import { formatProvenance } from '../provenance/header.ts';
import type { RunArtifact } from './result.ts';

const LINES = { width: 100, first: '  - ', rest: '    ' };
const LOADS = {
  connect: 'connections made and closed',
  echo: 'requests, every reply compared',
  http: 'requests, every status and length checked',
  client: 'requests by a client that checks what it pleases',
} as const;

/** The artifact for people to read. `json` is the file with the same data. */
export function reportRun(artifact: RunArtifact, json: { name: string; sha256: string }): string {
  const { load, profile, server } = artifact;
  const lines = [
    `QSL run: ${printable(server.command.split(' ')[0] ?? '')}, profiled over loopback`,
    artifact.claim,
    '',
    ...formatProvenance(artifact.provenance),
    '',
    'SERVER AND LOAD',
    ...layOut(describeSetting(artifact), ['l', 'l'], '  '),
    '',
    'PROFILE (a round trip is one request with its reply)',
    ...reportProfile(profile, LOADS[load.driver]),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, LINES)),
    '',
    `Every number with its unit, source and resolution, and the raw tables: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ];
  return `${lines.join('\n')}\n`;
}

function describeSetting({ server, load, tcp, metrics }: RunArtifact): string[][] {
  const { running, started, ended } = server.processes;
  const share = load.driverCpuShare.value;
  return [
    ['server', server.command],
    ['program SHA-256', server.programSha256],
    ['processes', `${count(running)}; ${count(started)} began and ${count(ended)} ended while serving`],
    ['load', load.command ?? describeDriver(load)],
    ...describeLoads(metrics),
    ['requests', `${count(load.requests)} over ${count(load.connections)} connections`],
    [
      'rate',
      `${formatNumber(load.requestsPerSecond.value ?? 0)} requests/s, the driver using ${share === null ? 'an unknown part' : formatShare(share)} of a core`,
    ],
    [
      'TCP',
      `round trip ${amount(tcp.roundTripMedian)} median, ${amount(tcp.roundTripMax)} max, of ${describeSeen(tcp)}`,
    ],
    [
      'retransmits',
      `${count(tcp.retransmits)} on these connections, ${count(tcp.namespaceRetransmits)} in the whole namespace`,
    ],
  ];
}

/** Each untraced load, from 0 to the dearest: whether the server was still warming up. */
function describeLoads(metrics: RunArtifact['metrics']): string[][] {
  const { repetitions = [] } = metrics.find(({ name }) => name === 'cpuTime') ?? {};
  return repetitions.length < 2 ? [] : [['loads', `${sparkline(repetitions)} CPU time per request, load after load`]];
}

function describeDriver({ driver, keepAlive, concurrency }: RunArtifact['load']): string {
  const each = keepAlive ? 'connections kept' : 'a connection each';
  return `${driver}, ${each}, ${count(concurrency)} at a time`;
}

function describeSeen({ connectionsSeen }: RunArtifact['tcp']): string {
  const how = connectionsSeen.source.startsWith('getsockopt') ? 'at its end' : 'sampled';
  return `${count(connectionsSeen)} connections, ${how}`;
}

function amount({ value, unit }: Quantity): string {
  return formatAmount(value, unit);
}

function count({ value }: Quantity): string {
  return value === null ? 'an unknown number of' : formatNumber(value);
}
