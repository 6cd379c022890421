import { setTimeout as sleep } from 'node:timers/promises';
import { UntrustedMeasurement } from '@qsl/cli';
import { ReferenceEngine } from '@qsl/matching-engine/reference';
import { PosixError } from '@qsl/posix';
import { isGone } from '@qsl/procfs';
import { Check, type Checked, Mismatch } from './check.ts';
import type { Heard } from './connection.ts';
import { playRound } from './drive.ts';
import type { Gateway } from './gateway.ts';
import { type Accepted, JournalTail } from './journal-tail.ts';
import type { ClientScript, Request, RoundScript } from './script.ts';
import { TERMS } from './terms.ts';
import { keyOf } from './traffic.ts';
import { countSockets } from './vitals.ts';

/** How long a gateway may take to let go of connections, or to write what it accepted. */
const PATIENCE_MS = 60_000;
const POLL_MS = 5;
/**
 * How long a gateway that dies may take until its end is known: its clients see that first. Where one cannot connect it has
 * all but ended; a wrong answer seldom has to do with it, and is looked for again and again.
 */
const DEATH_MS = { likely: 5000, unlikely: 200 };
/** What this machine refuses its clients, and not the gateway. */
const DRIVER_LIMITS = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'];
/** Out of the ids that clients of a round have. */
const OWN_ID = 0xdeadn << 48n;
/** An order that meets no other and does not stay. */
const MARK: readonly Request[] = [
  { kind: 'heartbeat', token: OWN_ID },
  { kind: 'limit', id: OWN_ID, symbol: 0, side: 'B', price: 1n, quantity: 1, timeInForce: 'IOC' },
];

/** What a round found; `finding` says what was wrong, and nothing can be said about later rounds then. */
export interface RoundOutcome {
  readonly finding: string | undefined;
  readonly heard: readonly (readonly Heard[])[];
  readonly checked: Checked | undefined;
  /** The commands that it accepted in the order of their arrival; up to the one that was wrong, where one was. */
  readonly order: readonly Accepted['command'][];
}

/** A gateway with all that is known about it. Rounds leave it with empty books and no connections. */
export class Subject {
  readonly #gateway: Gateway;
  readonly #journal: JournalTail;
  readonly #model = new ReferenceEngine({
    maxOrders: TERMS.maxOrders,
    maxOrderQuantity: BigInt(TERMS.maxOrderQuantity),
    maxNotional: BigInt(TERMS.maxNotional),
  });
  readonly #restingSockets: number;
  #unchecked: Accepted[] = [];
  #order: Accepted['command'][] = [];

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#journal = new JournalTail(gateway.folder);
    this.#restingSockets = countSockets(gateway.pid);
    for (const name of TERMS.symbols) this.#model.register(name);
  }

  /** Plays a round and checks everything that came back; then empties the books, checking that as well. */
  async run(round: RoundScript): Promise<RoundOutcome> {
    let heard: readonly (readonly Heard[])[] = [];
    let checked: Checked | undefined;
    let finding: string | undefined;
    this.#order = [];
    try {
      heard = await playRound(round, this.#gateway);
      await this.#allClosed();
      // When the journal has its order, it has all of them.
      const [mark, marked] = await this.#converse('mark', MARK);
      await this.#journalUpTo(MARK);
      const connections = round.clients.reduce((sum, { connections }) => sum + connections.length, 0);
      const mayShed = connections > TERMS.maxConnections;
      checked = this.#check([...round.clients, mark], [...heard, [marked]], mayShed);
      const requests = this.#sweepRequests();
      const [sweep, swept] = await this.#converse('sweep', requests);
      await this.#journalUpTo(requests);
      this.#check([sweep], [[swept]], false);
    } catch (error) {
      finding = await this.#findingOf(error);
    }
    return { finding, heard, checked, order: this.#order };
  }

  async #findingOf(error: unknown): Promise<string> {
    const isDead = await this.#gateway.awaitEnd(error instanceof Mismatch ? DEATH_MS.unlikely : DEATH_MS.likely);
    if (isDead || isGone(error)) return this.#gateway.obituary;
    if (error instanceof Mismatch) return error.message;
    if (error instanceof PosixError && DRIVER_LIMITS.includes(error.code)) {
      throw new UntrustedMeasurement({
        code: 'DRIVER_LIMIT',
        message: `the clients could not be played: ${error.message}`,
      });
    }
    if (error instanceof PosixError && error.call === 'connect') {
      return `the gateway lives, and a client cannot connect to it: ${error.code}`;
    }
    throw error;
  }

  /** @throws Mismatch */
  #check(clients: readonly ClientScript[], heard: readonly (readonly Heard[])[], mayShed: boolean): Checked {
    const journal = this.#unchecked;
    this.#unchecked = [];
    const check = new Check(this.#model, clients, heard);
    try {
      return check.run(journal, { mayShed });
    } finally {
      for (const { command } of journal.slice(0, check.seen)) if (command.id !== OWN_ID) this.#order.push(command);
    }
  }

  /** One client alone with the gateway, which answers all it asks. */
  async #converse(what: string, requests: readonly Request[]): Promise<[ClientScript, Heard]> {
    const client: ClientScript = {
      what,
      startMs: 0,
      connections: [{ waitMs: 0, requests, pace: { pieces: [4096], pauseMs: 0 }, reading: 'prompt', ending: 'finish' }],
    };
    const [[heard] = []] = await playRound({ name: what, clients: [client], faults: [] }, this.#gateway);
    if (heard === undefined) throw new Mismatch('the gateway serves nobody after the round');
    await this.#allClosed();
    return [client, heard];
  }

  /** Cancels everything that rests; then nothing may meet an order of any size on either side. */
  #sweepRequests(): Request[] {
    const symbols = TERMS.symbols.map((_, symbol) => symbol);
    const cancels = symbols.flatMap((symbol) =>
      ['B', 'S'].flatMap((side) =>
        this.#model.orders(symbol, side).map(({ id }): Request => ({ kind: 'cancel', id, symbol })),
      ),
    );
    const probes = symbols.flatMap((symbol) =>
      ['B', 'S'].map((side): Request => {
        return { kind: 'market', id: OWN_ID, symbol, side, quantity: TERMS.maxOrderQuantity };
      }),
    );
    return [...cancels, ...probes];
  }

  /** @throws Mismatch where a connection is never let go of */
  async #allClosed(): Promise<void> {
    const { pid } = this.#gateway;
    const isDone = await patiently(() => this.#gateway.hasEnded || countSockets(pid) <= this.#restingSockets);
    if (this.#gateway.hasEnded) throw new Mismatch(this.#gateway.obituary);
    if (!isDone) {
      const left = countSockets(pid) - this.#restingSockets;
      throw new Mismatch(`${left} sockets are still open ${PATIENCE_MS} ms after their clients have gone`);
    }
  }

  /** Reads the journal as far as these requests, if it ever gets there: the check will tell what it lacks. */
  async #journalUpTo(requests: readonly Request[]): Promise<void> {
    const last = keyOf(requests.at(-1) as Exclude<Request, { kind: 'heartbeat' }>);
    await patiently(() => {
      this.#unchecked.push(...this.#journal.read());
      const newest = this.#unchecked.at(-1)?.command;
      return this.#gateway.hasEnded || (newest !== undefined && keyOf(newest) === last);
    });
  }
}

/** Waits until something holds. Returns false where it never does. */
async function patiently(holds: () => boolean): Promise<boolean> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > untilMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}
