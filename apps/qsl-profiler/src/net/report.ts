import { formatAmount, formatNumber } from '../artifact/format.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import { formatProvenance } from '../provenance/header.ts';
import { formatRateLimit } from './path-options.ts';
import type { DirectionRecord, NetArtifact } from './result.ts';

const WIDTH = 100;
const IMPAIRERS = {
  none: 'nothing: the path has its rate and its queue alone',
  netem: 'netem, in the kernel',
  relay: 'a relay in user space, which passes frames on between two pairs of veth',
} as const;

/** The artifact for people to read. `json` is the file with the same data. */
export function reportNet(artifact: NetArtifact, json: { name: string; sha256: string }): string {
  const { path, handshake, warnings } = artifact;
  const setting = [
    ['rate limit', `${formatRateLimit(path.rate.value ?? 0)} each way (tbf), queue ${amount(path.queue)}`],
    [
      'delay, loss',
      `${path.delay.value} ms one way, ${formatNumber((path.loss.value ?? 0) * 100)} % of packets each way`,
    ],
    ['impaired by', IMPAIRERS[path.impairer]],
    [
      'round trip',
      `${amount(handshake.median)} median, ${amount(handshake.least)} least, of ${handshake.count.value} TCP handshakes with nobody at the far end`,
    ],
  ];
  const rows = artifact.experiments.flatMap(({ kind, towards, back }) => [
    [kind, 'towards the server', ...columns(towards)],
    ['', 'back', ...columns(back)],
  ]);
  const head = [
    'experiment',
    'direction',
    'packets',
    'bytes',
    'waited',
    'queue full',
    'lost by relay',
    'no room in relay',
  ];
  const lines = [
    'QSL net: the experiments between two network namespaces',
    artifact.claim,
    '',
    ...formatProvenance(artifact.provenance),
    '',
    'PATH',
    ...layOut(setting, ['l', 'l'], '  '),
    '',
    'WHAT THE EXPERIMENTS SENT OVER IT',
    ...layOut([head, ...rows], ['l', 'l', 'r', 'r', 'r', 'r', 'r', 'r'], '  '),
    ...artifact.experiments.map(({ kind, files }) => `  ${kind}: ${files.join(', ')}`),
    ...warnings.flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, { width: WIDTH, first: '  ! ', rest: '    ' })),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, { width: WIDTH, first: '  - ', rest: '    ' })),
    '',
    `Every number with its unit, source and resolution: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ];
  return `${lines.join('\n')}\n`;
}

function columns({ packets, bytes, overlimits, queueDrops, relay }: DirectionRecord): string[] {
  const whole = ({ value }: Quantity) => formatNumber(value ?? 0);
  return [
    whole(packets),
    amount(bytes),
    whole(overlimits),
    whole(queueDrops),
    ...(relay === null ? ['-', '-'] : [whole(relay.lost), whole(relay.overflowed)]),
  ];
}

function amount({ value, unit }: Quantity): string {
  return formatAmount(value, unit);
}
