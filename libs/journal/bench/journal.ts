/**
 * What a journal costs apart from the disk: nanoseconds and heap bytes to record a command on the order path, nanoseconds
 * to seal it on the journal's own thread, and seconds to recover `--commands` of them (10 million unless told otherwise)
 * from segments and from a snapshot. CPU time, since machines are shared; the recovered state is compared with the
 * engine's own.
 */
import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { checked, count, ExitCode, exitOnSignals, makeScratchFolder, parseFolder, runScript } from '@qsl/cli';
import { takeSnapshot as bookOf } from '@qsl/matching-engine';
import { CommandKind, OrderFlow } from '@qsl/order-flow';
import * as journal from '../src/index.ts';

const BATCH_BYTES = 1024 * 1024;
const ROUNDS = 30;
const RECORDS_PER_ROUND = 20_000;

const config: journal.JournalConfig = {
  symbols: ['S0', 'S1'],
  risk: { maxOrderQuantity: 1_000_000, maxNotional: 1_000_000_000 },
  maxOrders: 2 ** 20,
};
const print = (line: string) => process.stdout.write(`${line}\n`);
const median = (figures: number[]) => figures.toSorted((a, b) => a - b)[figures.length >> 1]!;
const usedHeapBytes = () => getHeapStatistics().used_heap_size;

/** CPU nanoseconds of this process that `run` takes. */
function cpuNs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

function benchRecords(): void {
  const view = new DataView(new SharedArrayBuffer(2 * BATCH_BYTES));
  let end = 0;
  const record = () => {
    let at = 0;
    for (let i = 1; i <= RECORDS_PER_ROUND; i++)
      at += journal.writeLimit(view, at, i, i & 1, i & 1, -1, i, 100 + (i & 7), 5, 0);
    end = at;
  };
  const seal = () => {
    journal.sealRecords(view, 0, end);
  };
  const figures: { record: number[]; seal: number[]; heap: number[] } = { record: [], seal: [], heap: [] };
  const reading = median(Array.from({ length: 9 }, () => -usedHeapBytes() + usedHeapBytes()));
  const time = (run: () => void) => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start) / RECORDS_PER_ROUND;
  };
  for (let round = -10; round < ROUNDS; round++) {
    const [recordNs, sealNs] = [time(record), time(seal)];
    const before = usedHeapBytes();
    record();
    seal();
    const heap = (usedHeapBytes() - before - reading) / RECORDS_PER_ROUND;
    if (round < 0) continue;
    figures.record.push(recordNs);
    figures.seal.push(sealNs);
    figures.heap.push(heap);
  }
  print(
    `a command on the order path  ${median(figures.record).toFixed(1)} ns, heap ${median(figures.heap).toFixed(4)} bytes`,
  );
  print(`its sum, on another thread   ${median(figures.seal).toFixed(1)} ns`);
}

/** Records so many of the flow's commands, those that take effect, in batches as a gateway does. Returns the state after them. */
async function writeJournal(folder: string, commands: number): Promise<{ state: string; bytes: number }> {
  const flow = new OrderFlow({ seed: 42n, symbols: 2, orders: 2 ** 31 - 1 });
  const setup = { folder, config, segmentBytes: journal.SEGMENT_BYTES, tail: undefined, nextSequence: 1 };
  const writer = new journal.SegmentWriter(setup);
  const bytes = new Uint8Array(BATCH_BYTES + 64);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const flush = () => {
    journal.sealRecords(view, 0, at);
    writer.write(bytes.subarray(0, at), journal.readSequence(view, 0));
    at = 0;
  };
  for (let written = 0; written < commands && flow.next(); ) {
    if (!flow.tookEffect) continue;
    const { kind, symbol, side, id, price, quantity, timeInForce } = flow;
    const sequence = flow.engine.firstSequence;
    if (kind === CommandKind.Limit)
      at += journal.writeLimit(view, at, sequence, symbol, side, 0, id, price, quantity, timeInForce);
    else if (kind === CommandKind.Market) at += journal.writeMarket(view, at, sequence, symbol, side, 0, id, quantity);
    else if (kind === CommandKind.Cancel) at += journal.writeCancel(view, at, sequence, symbol, 0, id);
    else at += journal.writeModify(view, at, sequence, symbol, 0, id, price, quantity);
    written++;
    if (at <= BATCH_BYTES) continue;
    flush();
    await setImmediate(); // for signals
  }
  flush();
  writer.sync();
  return { state: JSON.stringify(bookOf(flow.engine)), bytes: writer.bytesWritten };
}

/** Whether the recovered state is that one. */
function benchRecovery(folder: string, what: string, state: string): boolean {
  const engine = journal.engineFor(config);
  const start = performance.now();
  let recovery: journal.Recovery | undefined;
  const cpu = cpuNs(() => {
    recovery = journal.recover(folder, engine, config);
  });
  const wallMs = performance.now() - start;
  const isRight = JSON.stringify(bookOf(engine)) === state;
  if (!isRight) print(`${what}: the recovered state is WRONG`);
  const { commands, segments } = recovery!;
  const each = commands > 0 ? `, ${(cpu / commands).toFixed(0)} ns a command` : '';
  print(
    `${what}: ${commands} commands, ${segments} segments: ${(cpu / 1e9).toFixed(2)} s CPU${each}; ${(wallMs / 1000).toFixed(2)} s`,
  );
  return isRight;
}

async function measure({ commands, folder: parent }: { commands: number; folder: string }): Promise<ExitCode> {
  const folder = makeScratchFolder(parent, '.journal-bench-');
  process.on('exit', () => rmSync(folder, { recursive: true }));
  exitOnSignals('journal');
  benchRecords();
  const { state, bytes } = await writeJournal(folder, commands);
  print(`journal of ${commands} commands      ${(bytes / commands).toFixed(1)} bytes a command`);
  const fromSegments = benchRecovery(folder, 'recovery from segments  ', state);
  await setImmediate();
  journal.takeSnapshot(folder, { removeOlder: true });
  await setImmediate();
  const fromSnapshot = benchRecovery(folder, 'recovery from a snapshot', state);
  return fromSegments && fromSnapshot ? ExitCode.OK : ExitCode.FAILURE;
}

const whole = count({ min: 1, max: 2 ** 31 - 1 });

runScript({
  name: 'journal',
  summary: 'What a journal costs apart from the disk: to record a command, to seal it, and to recover.',
  describe: 'measure, and print a line for each figure',
  options: (parser) =>
    parser
      .option('commands', checked('--commands', whole, { describe: 'to record and recover', default: '10000000' }))
      .option('folder', checked('--folder', parseFolder, { describe: 'where the journal goes', default: '.' })),
  run: (options) => measure(options),
  examples: [
    ['npm run bench -w @qsl/journal', '10 million commands'],
    ['npm run bench -w @qsl/journal -- --commands 100000', 'a look'],
  ],
});
