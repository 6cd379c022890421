import { PosixError } from '@qsl/posix';
import { ended, PATIENCE_MS, Peer, readable, type Teardown } from '../peer.ts';
import { type Random, seededRandom } from '../random.ts';
import { Trader } from './trader.ts';

const CONNECTIONS = 3;

export interface TradeTerms {
  readonly random: Random;
  readonly nextId: () => bigint;
}

/** Connects a few traders to a gateway. */
export function connectTraders(
  t: Teardown,
  gateway: { host: string; port: number },
  { random, nextId }: TradeTerms,
): Trader[] {
  return Array.from(
    { length: CONNECTIONS },
    () => new Trader(Peer.connect(t, gateway), seededRandom(random(2 ** 31)), nextId),
  );
}

/** Sends and receives until so many answers have arrived. Returns false where a connection ended before. */
export function tradeUntil(traders: readonly Trader[], answers: number): boolean {
  const answered = () => traders.reduce((sum, { acks, rejects }) => sum + acks.length + rejects, 0);
  const byPeer = new Map(traders.map((trader) => [trader.peer, trader]));
  while (answered() < answers) {
    if (!traders.every((trader) => survives(() => trader.send()))) return false;
    const ready = readable([...byPeer.keys()], PATIENCE_MS);
    if (ready.length === 0) throw new Error('no answer comes any more');
    if (!ready.every((peer) => survives(() => byPeer.get(peer)!.receive()))) return false;
  }
  return true;
}

/** Gives each trader work at hand. Returns whether all connections are alive then, whatever lies unread in them. */
export function sendOnce(traders: readonly Trader[]): boolean {
  const haveSent = traders.every((trader) => survives(() => trader.send()));
  return haveSent && ended(traders.map(({ peer }) => peer)).length === 0;
}

/** Takes what was on its way when the gateway ended: it was promised as well. */
export function receiveToEnd(traders: readonly Trader[]): void {
  for (const trader of traders) while (survives(() => trader.receive()));
}

/** A reset ends a connection as an end of stream does. */
function survives(run: () => unknown): boolean {
  try {
    return run() !== false;
  } catch (error) {
    if (error instanceof PosixError) return false;
    throw error;
  }
}
