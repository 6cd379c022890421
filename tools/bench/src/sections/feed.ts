import { type Bench, inTurn, script, whyMissing, yardstick } from '../bench.ts';
import { type Command, runToEnd, withServer } from '../children.ts';
import { cpuNote, measuredRow, type Outcome, unavailableRow } from '../row.ts';
import { median } from '../statistics.ts';
import { ratioOf, type Target } from '../verdict.ts';

/** What feed_floor and qsl-mdfeed print at their end, as far as it is compared. */
export interface FeedRun {
  readonly datagrams: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/** Reads the last line: the floor counts datagrams, qsl-mdfeed names them by what they are there. */
export function parseFeed(text: string): FeedRun {
  const line = text.trim().split('\n').at(-1) ?? '';
  const { datagrams, published, received, elapsedMs, cpuMs } = JSON.parse(line) as Record<string, number | undefined>;
  const count = datagrams ?? published ?? received;
  if (!(count && elapsedMs && cpuMs)) throw new Error(`no report of a feed: ${line}`);
  return { datagrams: count, elapsedMs, cpuMs };
}

const BATCH = 64;
const RECEIVE_BUFFER_BYTES = 4 * 2 ** 20;
const MDFEED = 'apps/qsl-mdfeed/bin/qsl-mdfeed';
const TARGET: Target = { bound: 'at least', value: 0.8 };
/** Feeds count so often a run: each is over in some seconds, and one in seven may find the kernel in another mood. */
const TIMES_A_RUN = 2;
/** Messages that an order of the flow makes, nearly. */
const MESSAGES_PER_ORDER = 0.74;

/** The publisher against a C program that does the same, the subscriber against one that makes the same calls and nothing else. */
export async function measureFeed(bench: Bench): Promise<Outcome> {
  const row = (what: string) => ({
    section: 'feed',
    what: `feed, ${what}`,
    against: 'sendmmsg, recvmmsg in C',
    unit: '×',
    target: TARGET,
  });
  const missing = whyMissing(bench, 'feed_floor');
  if (missing !== undefined) return { rows: ['publish', 'drain'].map((what) => unavailableRow(row(what), missing)) };
  const orders = bench.quick ? 400_000 : 1_500_000;
  const datagrams = Math.round(orders * MESSAGES_PER_ORDER);
  const [sender, receiver] = [bench.placement.driverCpu, bench.placement.serverCpu];
  const file = yardstick(bench, 'feed_floor');
  const floorDrain: Command = { cpu: receiver, file, args: ['drain', 0] };
  const quietly = ['--quiet', '--json', '--idle-timeout', '300ms'];
  const ourDrain = script(receiver, MDFEED, 'subscribe', 0, 0, RECEIVE_BUFFER_BYTES, ...quietly);
  const floorPublish = (port: number): Command => ({ cpu: sender, file, args: ['publish', port, orders, BATCH] });
  const floorSend = (port: number): Command => ({ cpu: sender, file, args: ['send', port, datagrams, BATCH] });
  const ourPublish = (port: number) => script(sender, MDFEED, 'publish', port, 42, orders, '--batch', BATCH, '--json');
  const compared = [
    { what: 'publish', of: 'publisher', ours: { publish: ourPublish, drain: floorDrain }, floor: floorPublish },
    { what: 'drain', of: 'subscriber', ours: { publish: floorSend, drain: ourDrain }, floor: floorSend },
  ] as const;
  const rows = [];
  for (const { what, of, ours, floor } of compared) {
    const theirs = { publish: floor, drain: floorDrain };
    bench.progress(`feed, ${what}`);
    const rounds = bench.runs * (bench.quick ? 1 : TIMES_A_RUN);
    const runs = await inTurn(rounds, { ours: () => feed(ours, of), theirs: () => feed(theirs, of) });
    rows.push(measuredRow({ ...row(what), ...compareFeeds(runs.ours, runs.theirs) }));
  }
  return { rows };
}

/**
 * A side that did not use its CPU all the time waited for the other end of the feed, or for other programs: its rate is
 * not its own, and what it took of the CPU for a datagram is compared instead.
 */
const FULLY_BUSY = 0.95;

/** By rate where both sides were busy throughout, else by CPU time a datagram. */
export function compareFeeds(ours: readonly FeedRun[], theirs: readonly FeedRun[]) {
  const rates = (list: readonly FeedRun[]) => list.map((run) => run.datagrams / run.elapsedMs / 1000);
  const costs = (list: readonly FeedRun[]) => list.map((run) => (run.cpuMs * 1e6) / run.datagrams);
  const busy = (list: readonly FeedRun[]) => median(list.map((run) => run.cpuMs / run.elapsedMs));
  const share = (list: readonly FeedRun[]) => `${(100 * busy(list)).toFixed(0)} %`;
  const text = (list: readonly FeedRun[]) => `${median(rates(list)).toFixed(2)} M datagrams/s`;
  const byRate = Math.min(busy(ours), busy(theirs)) >= FULLY_BUSY;
  const shares = `busy ${share(ours)} of the time, C ${share(theirs)}: judged by ${byRate ? 'rate' : 'CPU time'}`;
  return {
    figure: byRate ? ratioOf(rates(ours), rates(theirs)) : ratioOf(costs(theirs), costs(ours)),
    ours: text(ours),
    theirs: text(theirs),
    notes: [shares, cpuNote(costs(ours), costs(theirs), TARGET)],
  };
}

interface Pair {
  readonly publish: (port: number) => Command;
  readonly drain: Command;
}

/** Sends one feed from one program to the other, and gives the report of the one asked about. */
function feed({ publish, drain }: Pair, of: 'publisher' | 'subscriber'): Promise<FeedRun> {
  return withServer(drain, async (subscriber) => {
    const published = parseFeed(await runToEnd(publish(subscriber.port)));
    const received = await subscriber.output();
    return of === 'publisher' ? published : parseFeed(received);
  });
}
