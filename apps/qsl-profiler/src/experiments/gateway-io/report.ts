import { wrap } from '../../artifact/text-table.ts';
import { TRANSPORTS } from '../../gateway/gateway-program.ts';
import { formatProvenance } from '../../provenance/header.ts';
import { mediumOf } from '../../site/site.ts';
import { reportRepeated } from './report-repeated.ts';
import { reportSideBySide } from './report-side-by-side.ts';
import { reportTransport } from './report-transport.ts';
import type { GatewayIoArtifact } from './result.ts';

const LINES = { width: 100, first: '  - ', rest: '    ' };

/** The artifact for people to read. `json` is the file with the same data. */
export function reportGatewayIo(artifact: GatewayIoArtifact, json: { name: string; sha256: string }): string {
  const lines = [
    `QSL gateway-io: the socket path of the order gateway, profiled over ${mediumOf(artifact)}`,
    artifact.claim,
    '',
    ...formatProvenance(artifact.provenance),
    '',
    ...TRANSPORTS.flatMap((transport) => [...reportTransport(transport, artifact.transports[transport]), '']),
    ...reportRepeated(artifact),
    '',
    ...reportSideBySide(artifact),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, LINES)),
    '',
    `Every number with its unit, source and resolution, and the raw tables: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ];
  return `${lines.join('\n')}\n`;
}
