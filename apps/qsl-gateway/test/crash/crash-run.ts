/**
 * Gateways killed under load with --durability sync, again and again on one journal. After each kill the folder is
 * recovered as the next gateway will do it, and compared with all that clients were told:
 *
 *  - each command that was acknowledged, with all its terms, and each fill that arrived is in the journal, under the sequence
 *    number that it had
 *  - no order is in it twice, over all kills (ids are never used again)
 *  - what is recovered, from segments or a snapshot, equals a model engine that has seen every command once
 *  - the next gateway goes on with the very next sequence number
 *
 * And each kill has to put something to the test: at least one acknowledgement has arrived, every connection is alive right
 * before the signal, and it is the signal that ends the gateway.
 *
 * The seed repeats the orders and the number of answers after which a kill comes; the scheduler decides the rest.
 */
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { engineFor, lockFolder, recover, takeSnapshot } from '@qsl/journal';
import { type Ended, type GatewayTerms, startGateway, withPatience } from '../harness.ts';
import type { Teardown } from '../peer.ts';
import { seededRandom } from '../random.ts';
import { CONFIG, catchUp, lostPromises, stateOf } from './history.ts';
import { connectTraders, receiveToEnd, sendOnce, type TradeTerms, tradeUntil } from './trade.ts';
import type { Trader } from './trader.ts';

/** A kill comes after at most so many answers. */
const MOST_ANSWERS = 1500;
/** A third of them come after as few as this: the first write of a gateway is like no other. */
const FEW_ANSWERS = 3;
const LAST_WORDS_MS = 5000;
/** Small, so that kills meet the change of segments too. */
const SEGMENT_BYTES = 64 * 1024;

export interface CrashTerms extends Pick<GatewayTerms, 'transport' | 'args' | 'wrapper'> {
  readonly seed: number;
  readonly kills: number;
  /** New or empty. */
  readonly folder: string;
  /** How long a gateway that ended a connection has to end by itself, and to say why, before it is killed all the same. */
  readonly lastWordsMs?: number;
}

export interface CrashSummary {
  readonly transport: GatewayTerms['transport'];
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
export async function crashRun({ seed, kills, folder, ...gateway }: CrashTerms): Promise<CrashSummary> {
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
    const { traders, wasAlive, ended } = await loadAndKill({ ...gateway, folder, random, nextId: () => ++lastId });
    if (!wasAlive) breaks('the gateway ended a connection before it was killed');
    if (ended.signal !== 'SIGKILL') breaks(`the gateway ended by itself: ${JSON.stringify(ended)}`);
    const { answers, fills } = catchUp(folder, model);
    for (const [sequence, { kind, id }] of answers) {
      if (kind !== 'cancel' && seen.has(id)) breaks(`order ${id} is there twice, again at ${sequence}`);
      if (kind !== 'cancel') seen.add(id);
    }
    const told = traders.flatMap(({ acks }) => acks);
    const acknowledged = new Set(told.map(({ sequence }) => sequence));
    if (told.length === 0) breaks('nothing was acknowledged');
    for (const lost of lostPromises(traders, { answers, fills })) breaks(`lost: ${lost}`);
    // The journal's numbers have no gap: catchUp would have refused it. Those before the first promise may be unacknowledged.
    for (const { sequence } of told) if (sequence < due) breaks(`${sequence} is told again, ${due} was due`);
    const recovered = engineFor(CONFIG);
    const { tail } = recover(folder, recovered, CONFIG);
    if (stateOf(recovered) !== stateOf(model)) breaks('the recovered books are not those of the commands');
    sums.ordersSent += traders.reduce((sum, { sent }) => sum + sent, 0);
    sums.acknowledged += told.length;
    sums.fills += traders.reduce((sum, { fills }) => sum + fills.length, 0);
    sums.unacknowledged += [...answers.keys()].filter((sequence) => !acknowledged.has(sequence)).length;
    if (tail!.tornBytes > 0) sums.tornEnds++;
    if (random(4) === 0) {
      const unlock = lockFolder(folder); // the kernel has taken it from the killed gateway
      takeSnapshot(folder, { removeOlder: random(2) === 0 });
      unlock();
      sums.snapshots++;
    }
  }
  return { transport: gateway.transport, seed, kills, ...sums, broken };
}

interface LoadTerms extends TradeTerms, Omit<CrashTerms, 'seed' | 'kills'> {}

interface Killed {
  readonly traders: Trader[];
  /** Whether all connections were alive right before the kill. */
  readonly wasAlive: boolean;
  readonly ended: Ended;
}

/** Starts a gateway, trades on several connections, and kills it after a random number of answers. */
async function loadAndKill({
  folder,
  random,
  nextId,
  lastWordsMs = LAST_WORDS_MS,
  ...terms
}: LoadTerms): Promise<Killed> {
  const undone: (() => unknown)[] = [];
  const teardown: Teardown = { teardown: (undo) => undone.push(undo) };
  const undoAll = () => {
    for (const undo of undone.splice(0)) undo();
  };
  process.prependOnceListener('exit', undoAll); // before others remove the folder
  try {
    const journal = ['--journal', folder, '--durability', 'sync', '--journal-segment', String(SEGMENT_BYTES)];
    const gateway = await startGateway(teardown, { ...terms, args: [...journal, ...(terms.args ?? [])] });
    const traders = connectTraders(teardown, gateway, { random, nextId });
    const hasTraded = tradeUntil(traders, 1 + random(random(3) === 0 ? FEW_ANSWERS : MOST_ANSWERS));
    const wasAlive = hasTraded && sendOnce(traders); // it has work at hand as it dies
    if (!wasAlive) await Promise.race([gateway.ended, delay(lastWordsMs, undefined, { ref: false })]);
    gateway.kill();
    receiveToEnd(traders);
    return { traders, wasAlive, ended: await withPatience(gateway.ended, 'the end of a killed gateway') };
  } finally {
    process.off('exit', undoAll);
    undoAll();
  }
}
