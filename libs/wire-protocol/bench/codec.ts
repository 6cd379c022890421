/**
 * Nanoseconds and heap bytes to encode and decode a NewOrder and an Ack, as the gateway does: frames back to back in one
 * buffer that stays in the cache. Rounds of the cases are interleaved, so that drift hits all of them. Every decoded field
 * goes into a checksum and every encoded buffer is summed after its round, or V8 would drop the work; each checksum is
 * compared with the one expected. `--json` prints one JSON line instead of the table; `--quick` makes
 * fewer rounds.
 */
import { getHeapStatistics } from 'node:v8';
import { ExitCode, runScript } from '@qsl/cli';
import * as wire from '../src/index.ts';

const FRAMES = 1_000;
const PASSES = 1_000;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 31;
const QUICK_ROUNDS = 7;
/** A case whose middle half of rounds spreads wider than this share of its median was disturbed. */
const MAX_SPREAD = 0.25;

// Constants of this module, as a hot caller should have them (see layout.ts).
const NewOrder = wire.NewOrderFrame;
const Ack = wire.AckFrame;
const { checkFrame, readPrice, readSequence, writeNewOrder, writeAck } = wire;
const Ok = wire.DecodeStatus.Ok;

interface Case {
  readonly name: string;
  readonly view: DataView;
  /** Goes over all frames of the view once; returns a checksum. */
  readonly pass: (view: DataView) => number;
}

/** Of one case: nanoseconds and bytes a frame. */
interface Result {
  readonly name: string;
  readonly median: number;
  readonly p25: number;
  readonly p75: number;
  readonly heapBytes: number;
}

type Quartiles = [p25: number, median: number, p75: number];

function encodeNewOrders(view: DataView): number {
  let at = 0;
  for (let i = 0; i < FRAMES; i++) at += writeNewOrder(view, at, -1, i, i & 1, 100 + (i & 7), 1 + (i & 3), i & 1, 0, 0);
  return at;
}

function decodeNewOrders(view: DataView): number {
  let sum = 0;
  const end = FRAMES * NewOrder.frameSize;
  for (let at = 0; at < end; at += NewOrder.frameSize) {
    if (checkFrame(view, at, end, NewOrder.type) !== Ok) return Number.NaN;
    sum ^= view.getInt32(at + NewOrder.orderIdHigh) ^ view.getInt32(at + NewOrder.orderIdLow);
    sum ^= readPrice(view, at + NewOrder.priceHigh) ^ view.getUint32(at + NewOrder.quantity);
    sum ^= view.getUint32(at + NewOrder.symbol) ^ view.getUint8(at + NewOrder.side);
    sum ^= view.getUint8(at + NewOrder.orderType) ^ view.getUint8(at + NewOrder.timeInForce);
    sum = Math.imul(sum, 31);
  }
  return sum;
}

function encodeAcks(view: DataView): number {
  let at = 0;
  for (let i = 0; i < FRAMES; i++) at += writeAck(view, at, -1, i, 0, i + 1);
  return at;
}

function decodeAcks(view: DataView): number {
  let sum = 0;
  const end = FRAMES * Ack.frameSize;
  for (let at = 0; at < end; at += Ack.frameSize) {
    if (checkFrame(view, at, end, Ack.type) !== Ok) return Number.NaN;
    sum ^= view.getInt32(at + Ack.orderIdHigh) ^ view.getInt32(at + Ack.orderIdLow);
    sum = Math.imul(sum ^ readSequence(view, at + Ack.engineSequenceHigh), 31);
  }
  return sum;
}

function byteSum(view: DataView): number {
  let sum = 0;
  for (let at = 0; at < view.byteLength; at++) sum += view.getUint8(at);
  return sum;
}

/** Times one round of a case: PASSES over all its frames, each with the right checksum. */
function timeRound({ name, pass, view }: Case, expected: number): number {
  const bytesBefore = byteSum(view);
  let wrong = 0;
  const start = process.hrtime.bigint();
  for (let i = 0; i < PASSES; i++) if (pass(view) !== expected) wrong++;
  const elapsedNs = Number(process.hrtime.bigint() - start);
  if (wrong > 0 || byteSum(view) !== bytesBefore) throw new Error(`${name}: wrong result`);
  return elapsedNs / (FRAMES * PASSES);
}

/** Over as many frames as were timed: V8 counts an allocation buffer of some 100 KB at a time. */
function heapBytesPerFrame({ pass, view }: Case, rounds: number): number {
  const before = getHeapStatistics().total_allocated_bytes;
  for (let i = 0; i < rounds * PASSES; i++) pass(view);
  return (getHeapStatistics().total_allocated_bytes - before) / (FRAMES * PASSES * rounds);
}

function measure({ json, quick }: { json: boolean; quick: boolean }): ExitCode {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  const orders = new DataView(new ArrayBuffer(FRAMES * NewOrder.frameSize));
  const acks = new DataView(new ArrayBuffer(FRAMES * Ack.frameSize));
  const cases: Case[] = [
    { name: 'encode NewOrder', pass: encodeNewOrders, view: orders },
    { name: 'decode NewOrder', pass: decodeNewOrders, view: orders },
    { name: 'encode Ack', pass: encodeAcks, view: acks },
    { name: 'decode Ack', pass: decodeAcks, view: acks },
  ];
  const expected = cases.map(({ pass, view }) => pass(view));
  const nsPerFrame = cases.map((): number[] => []);
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    cases.forEach((codecCase, index) => {
      const ns = timeRound(codecCase, expected[index]!);
      if (round >= WARM_UP_ROUNDS) nsPerFrame[index]!.push(ns);
    });
  }

  const results = cases.map((codecCase, index): Result => {
    const sorted = nsPerFrame[index]!.sort((a, b) => a - b);
    const [p25, median, p75] = [0.25, 0.5, 0.75].map((q) => sorted[Math.floor(q * (rounds - 1))]!) as Quartiles;
    return { name: codecCase.name, median, p25, p75, heapBytes: heapBytesPerFrame(codecCase, rounds) };
  });
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else printTable(results, rounds);
  let isTrustworthy = true;
  for (const { name, p25, median, p75 } of results) {
    if (p75 - p25 <= MAX_SPREAD * median) continue;
    process.stderr.write(`${name}: the rounds differ too much to trust; run again on a quiet machine\n`);
    isTrustworthy = false;
  }
  return isTrustworthy ? ExitCode.OK : ExitCode.UNTRUSTED;
}

function printTable(results: readonly Result[], rounds: number): void {
  process.stdout.write(`${rounds} rounds of ${FRAMES * PASSES} frames: ns and heap bytes per frame\n`);
  process.stdout.write(`${'case'.padEnd(18)}${'median'.padStart(8)}${'p25'.padStart(8)}${'p75'.padStart(8)}   heap\n`);
  for (const { name, median, p25, p75, heapBytes } of results) {
    const columns = [median, p25, p75].map((ns) => ns.toFixed(2).padStart(8)).join('');
    process.stdout.write(`${name.padEnd(18)}${columns}   ${heapBytes.toFixed(3)}\n`);
  }
}

runScript({
  name: 'codec',
  summary: 'What it costs to encode and decode a NewOrder and an Ack.',
  describe: 'measure, and print a line for each case',
  options: (parser) =>
    parser
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON line instead of the table' })
      .option('quick', { type: 'boolean', default: false, describe: 'make fewer rounds' }),
  run: (options) => measure(options),
  examples: [['npm run bench -w @qsl/wire-protocol -- --quick', 'a look']],
  exitCodes: [ExitCode.UNTRUSTED],
});
