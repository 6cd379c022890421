/**
 * qsl-mdfeed against a C program that does the same (tools/yardsticks/feed_floor.c), round by round in turn, sender and
 * receiver on different CPUs:
 *
 *   publish   the whole publisher: flow, matching, encoding, sending; the bytes are compared first
 *   lean      the same, against a C program that sends one constant message again and again, and does nothing else
 *   send      encoding and sending alone
 *   receive   the whole subscriber, under the C program's burst
 *   take      taking datagrams out of a full socket buffer, decoding and following them
 *
 * Arguments name those to run; none: all. A ratio is ours to the floor's in the same round: rate by the wall clock, and the
 * inverse of CPU time a datagram, which other programs on the machine disturb less.
 */
import { loadavg } from 'node:os';
import path from 'node:path';
import { count, ExitCode, PrerequisiteError, parseAs, runScript } from '@qsl/cli';
import { hasMmsg } from '@qsl/posix';
import { type Outcome, portOf, RECEIVER_CPU, SENDER_CPU, start } from './child.ts';
import { assertSameFeed, buildFloor } from './floor.ts';

const PATHS = ['publish', 'lean', 'send', 'receive', 'take'] as const;

/** How much is measured. */
interface Terms {
  readonly rounds: number;
  readonly orders: number;
  readonly batch: number;
  readonly datagrams: number;
}

/** Messages that an order of the flow makes, nearly. */
const MESSAGES_PER_ORDER = 0.74;
const FILL = 4000;
const FILLS = 200;
/** Where the middle half of the floor's rounds spreads wider than this share of its median, somebody disturbed it. */
const MAX_SPREAD = 0.25;

const BIN = path.resolve(import.meta.dirname, '../bin/qsl-mdfeed');
const SEND_PATH = path.resolve(import.meta.dirname, './send-path.ts');
const RECEIVE_PATH = path.resolve(import.meta.dirname, './receive-path.ts');

interface Comparison {
  name: (typeof PATHS)[number];
  ours: () => Promise<Outcome>;
  floor: () => Promise<Outcome>;
}

function comparisons(floor: string, { orders, batch, datagrams }: Terms): Comparison[] {
  const drained = async (send: (port: number) => Promise<Outcome>) => {
    const drain = start(RECEIVER_CPU, floor, ['drain', 0]);
    const outcome = await send(portOf(await drain.ready));
    await drain.outcome;
    return outcome;
  };
  const sendBy = (file: string, before: string[], count: number[]) => () =>
    drained((port) => start(SENDER_CPU, file, [...before, port, ...count]).outcome);
  const flooded = async (receiver: string, args: (string | number)[]) => {
    const { ready, outcome } = start(RECEIVER_CPU, receiver, args);
    await start(SENDER_CPU, floor, ['send', portOf(await ready), datagrams, batch]).outcome;
    return outcome;
  };
  const floorPublishes = sendBy(floor, ['publish'], [orders, batch]);
  const floorSends = sendBy(floor, ['send'], [datagrams, batch]);
  const subscriber = ['subscribe', 0, 0, 4 * 1024 * 1024, '--quiet', '--json', '--idle-timeout', '300ms'];
  const publishing = async (port: number) => {
    const args = ['publish', port, 42, orders, '--batch', batch, '--json'];
    return start(SENDER_CPU, BIN, args).outcome;
  };
  return [
    { name: 'publish', ours: () => drained(publishing), floor: floorPublishes },
    { name: 'lean', ours: () => drained(publishing), floor: floorSends },
    { name: 'send', ours: sendBy(SEND_PATH, [], [datagrams, batch]), floor: floorSends },
    { name: 'receive', ours: () => flooded(BIN, subscriber), floor: () => flooded(floor, ['drain', 0]) },
    {
      name: 'take',
      ours: () => start(RECEIVER_CPU, RECEIVE_PATH, [FILLS, FILL]).outcome,
      floor: () => start(RECEIVER_CPU, floor, ['receive', FILLS, FILL]).outcome,
    },
  ];
}

function quartiles(values: number[]): [p25: number, median: number, p75: number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((q) => sorted[Math.round(q * (sorted.length - 1))]!) as [number, number, number];
}

const perSecond = ({ datagrams, elapsedMs }: Outcome) => (datagrams / elapsedMs) * 1000;
const perCpuSecond = ({ datagrams, cpuMs = Number.NaN }: Outcome) => (datagrams / cpuMs) * 1000;

function ratio(values: number[]): string {
  const [low, median, high] = quartiles(values);
  return Number.isNaN(median)
    ? '-'.padStart(20)
    : `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`.padStart(20);
}

/** Measures one comparison and prints its line. Returns whether it was left undisturbed. */
async function compare({ name, ours, floor }: Comparison, count: number): Promise<boolean> {
  const rounds: { ours: Outcome; floor: Outcome }[] = [];
  for (let round = 0; round < count; round++) {
    const first = round % 2 === 0 ? await floor() : undefined;
    const own = await ours();
    rounds.push({ ours: own, floor: first ?? (await floor()) });
  }
  const rates = (side: 'ours' | 'floor') => rounds.map((round) => perSecond(round[side]));
  const [low, median, high] = quartiles(rates('floor'));
  const columns = [quartiles(rates('ours'))[1], median].map((rate) =>
    Math.round(rate).toLocaleString('en').padStart(12),
  );
  const byWall = ratio(rounds.map((round) => perSecond(round.ours) / perSecond(round.floor)));
  const byCpu = ratio(rounds.map((round) => perCpuSecond(round.ours) / perCpuSecond(round.floor)));
  process.stdout.write(`${name.padEnd(9)}${columns.join('')}${byWall}${byCpu}\n`);
  return high - low <= MAX_SPREAD * median;
}

function readTerms(): Terms {
  const read = (name: string, usual: number, max: number) =>
    parseAs(name, count({ min: 1, max }), process.env[name] ?? String(usual));
  const orders = read('QSL_BENCH_ORDERS', 2_000_000, 2 ** 31 - 1);
  return {
    rounds: read('QSL_BENCH_ROUNDS', 5, 1000),
    orders,
    batch: read('QSL_BENCH_BATCH', 64, 1024),
    datagrams: Math.round(orders * MESSAGES_PER_ORDER),
  };
}

async function measure(wanted: readonly string[]): Promise<ExitCode> {
  const terms = readTerms();
  if (!hasMmsg) {
    throw new PrerequisiteError({ code: 'NO_MMSG', message: 'the yardstick needs sendmmsg(2), which is of Linux' });
  }
  const floor = buildFloor();
  assertSameFeed(floor);
  process.stdout.write(
    `${terms.rounds} rounds in turn, ${terms.datagrams} datagrams each, ${terms.batch} a call, load ${loadavg()[0]!.toFixed(1)}\n`,
  );
  process.stdout.write(`${'path'.padEnd(9)}${'ours/s'.padStart(12)}${'floor/s'.padStart(12)}`);
  process.stdout.write(`${'ratio of rates'.padStart(20)}${'by CPU time'.padStart(20)}\n`);
  let isTrustworthy = true;
  for (const comparison of comparisons(floor, terms)) {
    if (wanted.length > 0 && !wanted.includes(comparison.name)) continue;
    if (await compare(comparison, terms.rounds)) continue;
    isTrustworthy = false;
    process.stderr.write(
      `${comparison.name}: the floor's rounds differ too much to trust the rates; use a quiet machine\n`,
    );
  }
  return isTrustworthy ? ExitCode.OK : ExitCode.UNTRUSTED;
}

runScript({
  name: 'feed',
  summary: 'qsl-mdfeed against a C program that does the same, round by round in turn.',
  positionals: '[paths..]',
  describe: 'measure these paths (default: all), and print a line for each',
  options: (parser) =>
    parser.positional('paths', { type: 'string', array: true, default: [], choices: PATHS, describe: 'to measure' }),
  run: ({ paths }) => measure(paths),
  examples: [['npm run bench -w apps/qsl-mdfeed -- publish receive', 'two paths']],
  exitCodes: [ExitCode.UNTRUSTED],
  notes:
    'Environment:\n' +
    '  QSL_BENCH_ROUNDS  turns of each side (5)\n' +
    '  QSL_BENCH_ORDERS  commands of the flow (2000000)\n' +
    '  QSL_BENCH_BATCH   datagrams a system call (64)',
});
