/**
 * Where the CPU time of publishing goes, by stage: `profile.ts [ORDERS]` publishes the flow to a C program that drains it,
 * under V8's sampling profiler. A stage's time is its share of the samples of the CPU time of the thread.
 */
import { Session } from 'node:inspector/promises';
import { checked, count, ExitCode, PrerequisiteError, runScript } from '@qsl/cli';
import { Outbox, openSlots } from '@qsl/datagrams';
import { createFeedMemory, createPublish, lastSequenceOf, MessageEncoder } from '@qsl/market-data';
import { OrderFlow } from '@qsl/order-flow';
import { hasMmsg, raw, setCpuAffinity } from '@qsl/posix';
import { openDestination } from '../src/publish/destination.ts';
import { portOf, RECEIVER_CPU, SENDER_CPU, start } from './child.ts';
import { buildFloor } from './floor.ts';

const SYMBOLS = 3;
const US_PER_NS = 1e-3;
const SAMPLE_US = 200;

/** Stages by the source that a sample falls into; the first that fits. */
const STAGES: readonly [stage: string, pattern: RegExp][] = [
  ['sendmmsg: the kernel, and the way into it', /posix\/src\/raw\.ts/],
  ['random numbers', /order-flow\/src\/mt19937/],
  ['the flow besides', /order-flow\//],
  ['matching', /matching-engine\//],
  ['tops of book, encoding, batching', /(?:market-data|wire-protocol|datagrams|posix)\//],
];
const REST = 'the rest: start, compiling, collecting';

interface ProfileNode {
  id: number;
  callFrame: { url: string };
  children?: number[];
}

interface Profile {
  nodes: ProfileNode[];
  samples?: number[];
  timeDeltas?: number[];
}

/** Publishes the flow as qsl-mdfeed does, back to back. Returns how many datagrams it took. */
function publish(port: number, orders: number): number {
  const fd = openDestination({ host: '127.0.0.1', port, interfaceHost: undefined });
  const outbox = new Outbox({ fd, slots: openSlots({ capacity: 64, slotBytes: 40 }) });
  const memory = createFeedMemory(SYMBOLS);
  const flow = new OrderFlow({ seed: 42n, symbols: SYMBOLS, orders });
  const publishLast = createPublish(flow.engine, memory, new MessageEncoder(outbox));
  while (flow.next()) if (flow.tookEffect) publishLast(flow.symbol);
  outbox.finish();
  raw.close(fd);
  return lastSequenceOf(memory);
}

/** The source of each node; of one without, a native function, that of its caller. Callers come before those they call. */
function sourcesOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const urls = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.url]));
  for (const { id, children = [] } of nodes) {
    for (const child of children) if (urls.get(child) === '') urls.set(child, urls.get(id)!);
  }
  return urls;
}

/** The share of the samples' time in each stage. */
function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profile): Map<string, number> {
  const urls = sourcesOf(nodes);
  const shares = new Map([...STAGES.map(([stage]) => stage), REST].map((stage) => [stage, 0]));
  const total = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  for (const [i, sample] of samples.entries()) {
    const stage = STAGES.find(([, pattern]) => pattern.test(urls.get(sample)!))?.[0] ?? REST;
    shares.set(stage, shares.get(stage)! + timeDeltas[i]! / total);
  }
  return shares;
}

async function profile(orders: number): Promise<ExitCode> {
  if (!hasMmsg) throw new PrerequisiteError({ code: 'NO_MMSG', message: 'sendmmsg(2) is of Linux' });
  const drain = start(RECEIVER_CPU, buildFloor(), ['drain', 0]);
  const port = portOf(await drain.ready);
  setCpuAffinity([SENDER_CPU]);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await session.post('Profiler.start');
  const before = process.threadCpuUsage();
  const datagrams = publish(port, orders);
  const { user, system } = process.threadCpuUsage(before);
  const { profile: samples } = await session.post('Profiler.stop');
  const nsPerDatagram = (user + system) / US_PER_NS / datagrams;
  process.stdout.write(`${datagrams} datagrams, ${nsPerDatagram.toFixed(0)} ns of CPU time each\n`);
  for (const [stage, share] of sharesOf(samples)) {
    const ns = (share * nsPerDatagram).toFixed(0).padStart(6);
    process.stdout.write(`${ns} ns ${(100 * share).toFixed(1).padStart(5)} %  ${stage}\n`);
  }
  await drain.outcome;
  return ExitCode.OK;
}

const whole = count({ min: 1, max: 2 ** 31 - 1 });

runScript({
  name: 'profile',
  summary: 'Where the CPU time of publishing goes, by stage.',
  positionals: '[orders]',
  describe: 'publish the flow to a C program that drains it, and print the CPU time of each stage',
  options: (parser) =>
    parser.positional('orders', checked('orders', whole, { describe: 'commands of the flow', default: '2000000' })),
  run: ({ orders }) => profile(orders),
  examples: [['npm run profile -w apps/qsl-mdfeed -- 200000', 'fewer orders than by default']],
});
