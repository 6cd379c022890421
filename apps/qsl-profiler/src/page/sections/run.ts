import type { RunArtifact } from '../../run/result.ts';
import { charts } from '../chart.ts';
import { estimateAt, percent, valueAt } from '../figures.ts';
import type { Cell, Table } from '../html.ts';
import type { Section } from '../section.ts';
import { chartPasses } from './gateway-io.ts';
import { passRows } from './passes.ts';

/** A profile of any TCP server. */
export function describeRun(artifact: RunArtifact): Section {
  const program = artifact.server.command.split(' ')[0] ?? '';
  const profiled = { name: program, path: 'profile', profile: artifact.profile };
  return {
    title: `run: where the time of a request to ${program} goes`,
    inShort: inShort(artifact, passRows([profiled])),
    body: charts(chartPasses([profiled]), artifact),
  };
}

function inShort({ server, load, tcp, metrics, profile }: RunArtifact, passes: Cell[][]): Table {
  const { requests, connections, requestsPerSecond, driverCpuShare } = load;
  const { median, p99 } = profile.untraced.roundTripTime;
  const metricRow = (label: string, name: string): Cell[][] => {
    const index = metrics.findIndex((metric) => metric.name === name);
    const metric = metrics[index];
    return metric === undefined ? [] : [[label, estimateAt(`metrics.${index}`, metric)]];
  };
  return {
    caption: 'In short: what a request costs the server, and how sure that is',
    head: ['per request', server.command],
    rows: [
      ...metricRow('CPU time of the server, all its processes', 'cpuTime'),
      ...passes,
      ['request, median, as the driver sees it', estimateAt('profile.untraced.roundTripTime.median', median)],
      ['request, p99', valueAt('profile.untraced.roundTripTime.p99', p99)],
      ['processes of the server', valueAt('server.processes.running', server.processes.running)],
      ['requests', valueAt('load.requests', requests)],
      ['over connections', valueAt('load.connections', connections)],
      ['requests a second', valueAt('load.requestsPerSecond', requestsPerSecond)],
      [
        'of a core, used by the driver: near 100 % it is what was measured',
        valueAt('load.driverCpuShare', driverCpuShare, percent),
      ],
      ['TCP: round trip, median of the connections', valueAt('tcp.roundTripMedian', tcp.roundTripMedian)],
      ['TCP: segments sent again', valueAt('tcp.retransmits', tcp.retransmits)],
    ],
  };
}
