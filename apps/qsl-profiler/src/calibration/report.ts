import { formatAmount, formatNumber, formatRate } from '../artifact/format.ts';
import { bar } from '../artifact/plot.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import { formatProvenance } from '../provenance/header.ts';
import type { Rate } from './draw.ts';
import type { CalibrationArtifact } from './result.ts';

const WIDTH = 110;
const BAR_CHARS = 12;
const ITEM = { width: WIDTH, first: '  - ', rest: '    ' };
const PLAIN = { width: WIDTH, first: '  ', rest: '  ' };

/** The artifact for people to read. `json` is the file with the same data. */
export function reportCalibration(artifact: CalibrationArtifact, json: { name: string; sha256: string }): string {
  const { results, slowDown, rounds, alpha, margin } = artifact;
  const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
  const describe = ({ count, of, share, interval }: Rate) => [
    `${count} of ${of}`,
    `${percent(share)} [${percent(interval.low)}, ${percent(interval.high)}]`,
  ];
  const rows = results.map(({ repetitions, falseClaims, found }) => [
    String(repetitions),
    ...describe(falseClaims),
    ...describe(found),
    bar(found.share, BAR_CHARS),
  ]);
  const notes = [
    `Each side of a comparison is a block of consecutive repetitions out of ${formatNumber(rounds.value ?? 0)} rounds; the two sides share ` +
      `none. A repetition is a fresh gateway of each transport, loaded in turn with the yardstick. All metrics are ` +
      `judged together, as qsl-profiler compare does (level ${percent(1 - alpha)}, margin ${percent(margin)}).`,
    'Intervals of the rates: Wilson, as if the comparisons were independent, which they are not quite.',
  ];
  return `${[
    'QSL calibration: how often comparisons claim a difference where there is none, and find one that is there',
    artifact.claim,
    '',
    'RESULT',
    ...wrap(artifact.headline, PLAIN),
    '',
    ...layOut(
      [['repetitions', 'same gateway:', 'claimed a difference', 'slowed gateway:', 'found', ''], ...rows],
      ['r', 'r', 'l', 'r', 'l', 'l'],
      '  ',
    ),
    ...notes.flatMap((note) => wrap(note, PLAIN)),
    '',
    'SLOW-DOWN, a delay before each send of the gateway: a spin, in its own process',
    ...layOut(
      [
        ['', 'delay', 'CPU time, slowed/plain', 'round trip, slowed/plain'],
        ...slowDown.map(({ transport, delay, cpuTime, roundTrip }) => [
          transport,
          formatAmount(delay.value, delay.unit),
          describeRatio(cpuTime),
          describeRatio(roundTrip),
        ]),
      ],
      ['l', 'r', 'r', 'r'],
      '  ',
    ),
    '',
    ...formatProvenance(artifact.provenance),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, ITEM)),
    '',
    `Every repetition, from which to draw again: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ].join('\n')}\n`;
}

function describeRatio({ value, interval }: Quantity): string {
  if (value === null) return 'unavailable';
  return interval
    ? `${formatRate(value)} [${formatRate(interval.low)}, ${formatRate(interval.high)}]`
    : formatRate(value);
}
