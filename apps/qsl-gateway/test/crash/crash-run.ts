/**
 * Gateways killed under load with --durability sync, again and again on one journal. After each kill the folder is
 * recovered as the next gateway will do it, and compared with all that clients were told:
 *
 *  - each acknowledgement and each fill that arrived is in the journal, under the sequence number that it had
 *  - no order is in it twice, over all kills (ids are never used again)
 *  - what is recovered, from segments or a snapshot, equals a model engine that has seen every command once
 *  - the next gateway goes on with the very next sequence number
 *
 * The seed repeats the orders and the number of answers after which a kill comes; the scheduler decides the rest.
 */
import { mkdirSync } from 'node:fs';
import { engineFor, lockFolder, recover, takeSnapshot } from '@qsl/journal';
import { startGateway, type TransportName, withPatience } from '../harness.ts';
import type { Teardown } from '../peer.ts';
import { seededRandom } from '../random.ts';
import { CONFIG, catchUp, lostPromises, stateOf } from './history.ts';
import { connectTraders, receiveToEnd, type TradeTerms, tradeUntil } from './trade.ts';
import type { Trader } from './trader.ts';

/** A kill comes after at most so many answers. */
const MOST_ANSWERS = 1500;
/** A third of them come after as few as this: the first write of a gateway is like no other. */
const FEW_ANSWERS = 3;
/** Small, so that kills meet the change of segments too. */
const SEGMENT_BYTES = 64 * 1024;

export interface CrashTerms {
  readonly transport: TransportName;
  readonly seed: number;
  readonly kills: number;
  /** New or empty. */
  readonly folder: string;
}

export interface CrashSummary {
  readonly transport: TransportName;
  readonly seed: number;
  readonly kills: number;
  readonly ordersSent: number;
  readonly acknowledged: number;
  readonly fills: number;
  /** Commands in the journal whose acknowledgement had not arrived when the kill came. */
  readonly unacknowledged: number;
  /** Kills that left an unfinished write at the end. */
  readonly tornEnds: number;
  readonly snapshots: number;
  /** What was promised and not kept; it should be empty. */
  readonly broken: readonly string[];
}

/** Kills a gateway `kills` times. Throws where a gateway does not start again, or the journal is refused. */
export async function crashRun({ transport, seed, kills, folder }: CrashTerms): Promise<CrashSummary> {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(seed);
  const model = engineFor(CONFIG);
  const seen = new Set<bigint>();
  const broken: string[] = [];
  const sums = { ordersSent: 0, acknowledged: 0, fills: 0, unacknowledged: 0, tornEnds: 0, snapshots: 0 };
  let lastId = 0n;
  for (let kill = 0; kill < kills; kill++) {
    const breaks = (what: string) => broken.push(`kill ${kill}: ${what}`);
    const due = BigInt(model.lastSequence + 1);
    const traders = await loadAndKill({ transport, folder, random, nextId: () => ++lastId });
    const { answers, fills } = catchUp(folder, model);
    for (const [sequence, { kind, id }] of answers) {
      if (kind === 'order' && seen.has(id)) breaks(`order ${id} is there twice, again at ${sequence}`);
      if (kind === 'order') seen.add(id);
    }
    const told = traders.flatMap(({ acks }) => acks);
    for (const lost of lostPromises(traders, { answers, fills })) breaks(`lost: ${lost}`);
    // The journal's numbers have no gap: catchUp would have refused it. Those before the first promise may be unacknowledged.
    for (const { sequence } of told) if (sequence < due) breaks(`${sequence} is told again, ${due} was due`);
    const recovered = engineFor(CONFIG);
    const { tail } = recover(folder, recovered, CONFIG);
    if (stateOf(recovered) !== stateOf(model)) breaks('the recovered books are not those of the commands');
    sums.ordersSent += traders.reduce((sum, { sent }) => sum + sent, 0);
    sums.acknowledged += told.length;
    sums.fills += traders.reduce((sum, { fills }) => sum + fills.length, 0);
    sums.unacknowledged += answers.size - told.length;
    if (tail!.tornBytes > 0) sums.tornEnds++;
    if (random(4) === 0) {
      const unlock = lockFolder(folder); // the kernel has taken it from the killed gateway
      takeSnapshot(folder, { removeOlder: random(2) === 0 });
      unlock();
      sums.snapshots++;
    }
  }
  return { transport, seed, kills, ...sums, broken };
}

interface LoadTerms extends TradeTerms {
  readonly transport: TransportName;
  readonly folder: string;
}

/** Starts a gateway, trades on several connections, and kills it after a random number of answers. */
async function loadAndKill({ transport, folder, random, nextId }: LoadTerms): Promise<Trader[]> {
  const undone: (() => unknown)[] = [];
  const teardown: Teardown = { teardown: (undo) => undone.push(undo) };
  const undoAll = () => {
    for (const undo of undone.splice(0)) undo();
  };
  process.once('exit', undoAll);
  try {
    const args = ['--journal', folder, '--durability', 'sync', '--journal-segment', String(SEGMENT_BYTES)];
    const gateway = await startGateway(teardown, { transport, args });
    const traders = connectTraders(teardown, gateway, { random, nextId });
    tradeUntil(traders, 1 + random(random(3) === 0 ? FEW_ANSWERS : MOST_ANSWERS));
    for (const trader of traders) trader.send(); // it has work at hand as it dies
    process.kill(gateway.pid, 'SIGKILL');
    receiveToEnd(traders);
    await withPatience(gateway.ended, 'the end of a killed gateway');
    return traders;
  } finally {
    process.off('exit', undoAll);
    undoAll();
  }
}
