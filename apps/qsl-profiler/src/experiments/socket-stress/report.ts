import { formatAmount, formatNumber } from '../../artifact/format.ts';
import { bar } from '../../artifact/plot.ts';
import { layOut, wrap } from '../../artifact/text-table.ts';
import { formatProvenance } from '../../provenance/header.ts';
import { mediumOf } from '../../site/site.ts';
import { BUFFER_NAMES } from './buffers.ts';
import type { BufferSummary, SocketStressArtifact, TrialRow } from './result.ts';

const WIDTH = 110;
const ITEM = { width: WIDTH, first: '  - ', rest: '    ' };
const WARNING = { width: WIDTH, first: '  ! ', rest: '    ' };
const PLAIN = { width: WIDTH, first: '  ', rest: '  ' };
/** More than a page has room for are in the data only. */
const MAX_ROWS = 15;

/** The artifact for people to read. `json` is the file with the same data. */
export function reportSocketStress(artifact: SocketStressArtifact, json: { name: string; sha256: string }): string {
  const isExplained = artifact.result.unexplained.value === 0;
  const lines = [
    ...(isExplained ? [] : [artifact.result.headline]),
    `QSL socket-stress: what bursts of market data lose over UDP, ${mediumOf(artifact)}, by the size of the receive buffer`,
    artifact.claim,
    '',
    'RESULT',
    ...wrap(artifact.result.headline, PLAIN),
    ...reportBuffers(artifact),
    '',
    ...formatProvenance(artifact.provenance),
    '',
    ...reportTrials(artifact.trials.rows),
    ...artifact.warnings.flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, WARNING)),
    '',
    ...reportSearch(artifact),
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, ITEM)),
    '',
    `Every number with its unit, source and resolution: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Of a bar that is full when everything was lost. */
const BAR_CHARS = 4;

function reportBuffers({ buffers }: SocketStressArtifact): string[] {
  const rows = BUFFER_NAMES.map((name) => {
    const { requested, granted, lossShare, outsideGaps, grantedBecause } = buffers[name];
    return [
      name,
      requested.value === null ? 'nothing' : bytes(requested.value),
      bytes(granted.value ?? 0),
      percent(lossShare.median.value),
      bar(lossShare.median.value ?? 0, BAR_CHARS),
      `${percent(lossShare.least.value)} to ${percent(lossShare.most.value)}`,
      formatNumber(outsideGaps.value ?? 0),
      grantedBecause,
    ];
  });
  const head = [
    'SO_RCVBUF',
    'asked for',
    'granted',
    'lost, median',
    '',
    'least to most',
    'outside gaps',
    'why granted so',
  ];
  return layOut([head, ...rows], ['l', 'r', 'r', 'r', 'l', 'r', 'r', 'l'], '  ');
}

function reportTrials(rows: readonly TrialRow[]): string[] {
  const shown = rows.slice(0, MAX_ROWS);
  const table = shown.map((row, i) => [
    String(i + 1),
    row.buffer,
    ...[row.published, row.received, row.lost, row.inGaps, row.outsideGaps, row.duplicates, row.outOfOrder].map(whole),
    whole(row.sendFailures),
    ...(row.droppedOnPath === undefined ? [] : [whole(row.droppedOnPath)]),
    ...[row.socketDrops, row.unexplained, row.namespaceRcvbufErrors].map(whole),
    formatNumber(Math.round(row.publishedPerSecond)),
  ]);
  const head = [
    ...['', 'buffer', 'published', 'received', 'lost', 'in gaps', 'outside', 'dup.', 'late'],
    '= not sent',
    ...(rows[0]?.droppedOnPath === undefined ? [] : ['+ on path']),
    ...['+ dropped', '+ unexplained', 'check', 'sent/s'],
  ];
  return [
    'TRIALS, in the order they ran; each datagram lost is in the ledger: not sent, dropped at this socket, or unexplained',
    ...layOut([head, ...table], ['r', 'l', ...Array(13).fill('r')], '  '),
    ...(rows.length > MAX_ROWS ? [`  and ${rows.length - MAX_ROWS} more, in the data`] : []),
    ...NOTES.flatMap((note) => wrap(note, PLAIN)),
  ];
}

const NOTES = [
  'lost = published - received. Gaps are what the subscriber itself can see: a later number that leaves some out. ' +
    'Lost outside gaps is what it cannot see, mostly the tail after the last datagram that got through.',
  'check: growth of RcvbufErrors in the whole network namespace, which other sockets may add to.',
];

function reportSearch({ search }: SocketStressArtifact): string[] {
  if (search === null) return [];
  const rows = BUFFER_NAMES.map((name) => {
    const { lossless, lowestWithLoss } = search.highest[name];
    const probes = search.probes.rows.filter(({ buffer }) => buffer === name);
    return [
      name,
      lossless.value === null ? 'none tried' : formatNumber(lossless.value),
      lowestWithLoss.value === null ? 'none: as fast as back to back' : formatNumber(lowestWithLoss.value),
      String(probes.length),
    ];
  });
  return [
    'SEARCH: the highest paced rate without loss, datagrams a second; two feeds of three had to come through whole',
    ...layOut([['buffer', 'lossless', 'lowest with loss', 'rates tried'], ...rows], ['l', 'r', 'r', 'r'], '  '),
    '',
  ];
}

function whole(value: number | null): string {
  return value === null ? '-' : formatNumber(value);
}

function bytes(value: number): string {
  return value.toLocaleString('en-GB');
}

function percent(share: BufferSummary['lossShare']['median']['value']): string {
  return share === null ? formatAmount(null, '') : `${(share * 100).toFixed(2)} %`;
}
