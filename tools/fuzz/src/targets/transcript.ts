import { replay, TranscriptCapacityError, TranscriptError } from '@qsl/matching-engine';
import { type ReferenceCommand, ReferenceEngine } from '@qsl/matching-engine/reference';
import { outcomeLines, snapshotLines, type TranscriptCommand } from '@qsl/matching-engine/reference-transcript';
import { mutateBytes, openGap, removeBytes } from '../mutate/bytes.ts';
import type { Random } from '../random.ts';
import { BrokenInvariant, type Input, type Target } from '../target.ts';

const MAX_BYTES = 1200;
const CAPACITY = { file: 'text', maxOrders: 8, maxSymbols: 3 };
const LINE_FEED = 10;
const SEED = `# a comment
version 1
meta seed 1 symbols 2 orders 9 max_qty 100 max_notional 10000
cmd reg A
cmd reg B
cmd limit 0 1 B 100 5 GTC
cmd limit 0 2 S 100 3 GTC
evt accept 1 0 1
cmd modify 0 1 99 2
cmd market 1 3 S 4
cmd limit 1 18446744073709551615 S 101 7 IOC
cmd cancel 0 1
`;
/** What lines and fields are made of. */
const WORDS = [
  'cmd',
  'limit',
  'market',
  'cancel',
  'modify',
  'reg',
  'evt',
  'B',
  'S',
  'GTC',
  'IOC',
  '0',
  '1',
  '2',
  '7',
  '99',
  '100',
  '101',
  '-1',
  '4294967296',
  '9007199254740993',
  '9223372036854775808',
  '18446744073709551616',
  '\t',
  '\r',
  '',
].map((word) => Buffer.from(`${word} `));
const LINES = [
  'cmd limit 0 4 B 100 2 GTC',
  'cmd limit 0 5 S 100 2 GTC',
  'cmd limit 1 6 B 99 9 IOC',
  'cmd market 0 7 B 3',
  'cmd cancel 0 4',
  'cmd modify 0 5 101 1',
  'cmd reg C',
  'cmd reg A',
  'snapshot x',
  '# more',
].map((line) => Buffer.from(`${line}\n`));

interface Replayed {
  readonly lines: readonly string[];
  /** Code, line and expectation, where it was refused. */
  readonly refusal: string | undefined;
}

/**
 * The transcript reader: text cut anywhere gives the lines of the whole; a transcript is its own transcript; every outcome
 * is the reference's; a refusal has a code, and names its line.
 */
export function transcriptTarget(): Target {
  function replayed(pieces: readonly string[], whenFull: 'fail' | 'reject' = 'reject'): Replayed {
    const lines: string[] = [];
    try {
      for (const line of replay(pieces, { ...CAPACITY, whenFull })) lines.push(line);
    } catch (error) {
      if (!(error instanceof TranscriptError || error instanceof TranscriptCapacityError)) throw error;
      return { lines, refusal: `${error.code} ${error.line} ${error.message}` };
    }
    return { lines, refusal: undefined };
  }

  function change(input: Input, random: Random, other: Uint8Array): void {
    const lines = linesOf(input);
    const line = random.below(lines.length - 1);
    const [at, end] = [lines[line]!, lines[line + 1]!];
    switch (random.below(8)) {
      case 0:
        removeBytes(input, at, end - at);
        break;
      case 1:
        if (openGap(input, MAX_BYTES, at, end - at)) input.bytes.copyWithin(at, at + end - at, end + end - at);
        break;
      case 2:
      case 3:
        insert(input, at, LINES[random.below(LINES.length)]!);
        break;
      case 4:
      case 5:
        changeWord(input, at, end, random);
        break;
      case 6:
        insert(input, input.to, other.subarray(random.below(Math.max(other.length, 1))).subarray(0, 200));
        break;
      default:
        mutateBytes(input, MAX_BYTES, random, input.from);
    }
  }

  return {
    maxBytes: MAX_BYTES,
    epoch: 16,
    seeds: [Uint8Array.from(Buffer.from(SEED))],
    mutate(input: Input, random: Random, other: Uint8Array): void {
      for (let changes = 1 + random.below(3); changes > 0; changes--) change(input, random, other);
    },
    restart: () => {},
    run({ bytes, from, to }: Input): void {
      const text = Buffer.from(bytes.subarray(from, to)).toString('latin1');
      const whole = replayed([text]);
      const length = 1 + (text.length % 61);
      const cut = replayed(text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? []);
      same('cut', cut.lines.concat(cut.refusal ?? ''), whole.lines.concat(whole.refusal ?? ''));
      if (whole.refusal === undefined) {
        same('its own transcript', replayed([`${whole.lines.join('\n')}\n`]).lines, whole.lines);
      }
      same('the reference', whole.lines.slice(3), referenceLines(whole));
    },
    finish: () => {},
  };
}

function linesOf({ bytes, from, to }: Input): number[] {
  const bounds = [from];
  for (let at = from; at < to; at++) if (bytes[at] === LINE_FEED) bounds.push(at + 1);
  if (bounds.at(-1) !== to || bounds.length === 1) bounds.push(to);
  return bounds;
}

function insert(input: Input, at: number, part: Uint8Array): void {
  if (openGap(input, MAX_BYTES, at, part.length)) input.bytes.set(part, at);
}

function changeWord(input: Input, at: number, end: number, random: Random): void {
  const words = Buffer.from(input.bytes.subarray(at, end)).toString('latin1').split(' ');
  const chosen = random.below(words.length);
  const start = at + words.slice(0, chosen).reduce((sum, word) => sum + word.length + 1, 0);
  removeBytes(input, start, chosen === words.length - 1 ? words[chosen]!.length - 1 : words[chosen]!.length + 1);
  insert(input, start, WORDS[random.below(WORDS.length)]!);
}

function same(rule: string, found: readonly string[], expected: readonly string[]): void {
  const at = found.findIndex((line, i) => line !== expected[i]);
  if (at === -1 && found.length === expected.length) return;
  const line = at === -1 ? found.length : at;
  throw new BrokenInvariant(rule, `line ${line} is "${found[line]}", expected "${expected[line]}"`);
}

/** What the reference makes of the commands that were printed: everything behind the header. */
function referenceLines({ lines, refusal }: Replayed): string[] {
  const [, , meta] = lines;
  if (meta === undefined) return [];
  const [, maxOrderQuantity, maxNotional] = / max_qty (\d+) max_notional (\d+)$/.exec(
    meta.trim().replace(/[ \t\v\f\r]+/g, ' '),
  )!;
  const limits = { maxOrderQuantity: BigInt(maxOrderQuantity!), maxNotional: clamp(BigInt(maxNotional!)) };
  const engine = new ReferenceEngine({ maxOrders: CAPACITY.maxOrders, ...limits });
  const commands = lines.filter((line) => line.startsWith('cmd '));
  const outcomes = commands.flatMap((line) => [line, ...outcomeLines(engine, commandOf(line.split(' ')))]);
  return refusal === undefined ? [...outcomes, ...snapshotLines(engine)] : outcomes;
}

/** The engine's prices end at 2^53: a limit beyond that refuses what they refuse. */
function clamp(maxNotional: bigint): bigint {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return maxNotional < most ? maxNotional : most;
}

function commandOf([, kind, first, id, ...terms]: readonly string[]): TranscriptCommand {
  if (kind === 'reg') return { kind, name: first! };
  const target = { symbol: Number(first), id: BigInt(id!) };
  if (kind === 'cancel') return { kind, ...target };
  const number = (index: number) => Number(terms[index]);
  if (kind === 'modify') return { kind, ...target, price: BigInt(terms[0]!), quantity: number(1) };
  if (kind === 'market') return { kind, ...target, side: terms[0]!, quantity: number(1) };
  const timeInForce = terms[3] as 'GTC' | 'IOC';
  const limit = { kind: 'limit', ...target, side: terms[0]!, price: BigInt(terms[1]!), quantity: number(2) } as const;
  return { ...limit, timeInForce } satisfies ReferenceCommand;
}
