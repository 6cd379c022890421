import { os } from '@qsl/posix';
import { Crowd } from './crowd.ts';
import { heartbeat } from './frames.ts';
import { delay } from './time.ts';

const HEARTBEAT = heartbeat();
const WAIT_MS = 5;
/** How often those who were served ask again. */
const ASK_AGAIN_MS = 100;

export interface StormTerms {
  readonly port: number;
  /** Connections to be made, all in all. */
  readonly connections: number;
  /** Those that are waiting for their answer at a time. */
  readonly atOnce: number;
  /** One that has waited so long for its answer, with nobody else served meanwhile, gives up and goes … */
  readonly patienceMs: number;
  /** … but nobody does before so many have been served, or the storm has gone on for `slowestMs`: a slow machine is no refusal. */
  readonly leastServed: number;
  readonly slowestMs: number;
}

/** What became of the connections of a storm. */
export interface StormOutcome {
  /** Answered; they stay, and ask again and again. */
  readonly served: number;
  /** Closed by the gateway without an answer. */
  readonly shed: number;
  /** Gone, tired of waiting. */
  readonly gaveUp: number;
  /** Questions that those who stayed asked after their first, and answers to them. */
  readonly asked: number;
  readonly answered: number;
  /** Those who had been served and were closed all the same. */
  readonly lost: number;
  readonly tookMs: number;
}

/** Where a connection of a storm is; before Connecting it has not begun, and after it went. */
const At = { Nowhere: 0, Connecting: 1, Asked: 2, Settled: 3, AskedAgain: 4 } as const;

/** A storm of connections: each connects, asks once, and stays if it is answered. */
export class Storm {
  readonly #terms: StormTerms;
  readonly #crowd: Crowd;
  readonly #at: Uint8Array;
  readonly #since: Float64Array;
  readonly #settled: number[] = [];
  readonly #from = performance.now();
  #lastServed = 0;
  #begun = 0;
  #unsettled = 0;
  #oldest = 0;
  #counts = { served: 0, shed: 0, gaveUp: 0, asked: 0, answered: 0, lost: 0 };

  constructor(terms: StormTerms) {
    this.#terms = terms;
    this.#crowd = new Crowd(terms.port, terms.connections);
    this.#at = new Uint8Array(terms.connections);
    this.#since = new Float64Array(terms.connections);
  }

  get outcome(): StormOutcome {
    return { ...this.#counts, tookMs: performance.now() - this.#from };
  }

  /** Makes all connections; ends when each has been served, shed, or has given up. */
  async run(): Promise<StormOutcome> {
    const { connections, atOnce } = this.#terms;
    while (this.#begun < connections || this.#unsettled > 0) {
      while (this.#begun < connections && this.#unsettled < atOnce) this.#begin(this.#begun++);
      await this.#turn();
      this.#giveUp();
    }
    return this.outcome;
  }

  /** Has those who stayed ask once more, and waits for their answers. Returns how many of them had one. */
  async askAll(withinMs: number): Promise<number> {
    const until = performance.now() + withinMs;
    const pending = () => this.#settled.filter((slot) => this.#at[slot] === At.AskedAgain).length;
    while (pending() > 0 && performance.now() < until) await this.#handle();
    const before = this.#counts.answered;
    for (const slot of this.#settled) this.#ask(slot);
    while (pending() > 0 && performance.now() < until) {
      await this.#handle();
      await delay(1);
    }
    return this.#counts.answered - before;
  }

  /** Lets so many of those who stayed go, in order. */
  release(count: number): void {
    for (const slot of this.#settled.splice(0, count)) this.#leave(slot);
  }

  disperse(): void {
    this.#crowd.disperse();
  }

  #begin(slot: number): void {
    this.#crowd.connect(slot);
    this.#at[slot] = At.Connecting;
    this.#since[slot] = performance.now();
    this.#unsettled++;
  }

  async #turn(): Promise<void> {
    await this.#handle();
    const now = performance.now();
    for (const slot of [...this.#settled]) {
      if (this.#at[slot] === At.Settled && now - this.#since[slot]! > ASK_AGAIN_MS) this.#ask(slot);
    }
  }

  async #handle(): Promise<void> {
    for await (const { slot, isReadable } of this.#crowd.happenings(WAIT_MS)) {
      if (this.#at[slot] === At.Connecting) this.#connected(slot);
      else if (isReadable) this.#received(slot);
    }
  }

  #connected(slot: number): void {
    if (!this.#send(slot)) return;
    this.#at[slot] = At.Asked;
    this.#crowd.listen(slot);
  }

  #ask(slot: number): void {
    this.#counts.asked++;
    if (!this.#send(slot)) return;
    this.#at[slot] = At.AskedAgain;
    this.#since[slot] = performance.now();
  }

  /** Sends a question. False where that could not be: it is gone then. */
  #send(slot: number): boolean {
    if (this.#crowd.send(slot, HEARTBEAT) === HEARTBEAT.length) return true;
    this.#gone(slot);
    return false;
  }

  #received(slot: number): void {
    const received = this.#crowd.receive(slot);
    if (received === -os.EAGAIN) return;
    if (received <= 0) {
      this.#gone(slot);
      return;
    }
    if (this.#at[slot] === At.Asked) {
      this.#unsettled--;
      this.#counts.served++;
      this.#lastServed = performance.now();
      this.#settled.push(slot);
    } else {
      this.#counts.answered++;
    }
    this.#at[slot] = At.Settled;
    this.#since[slot] = performance.now();
  }

  /** The gateway has closed it: at the door, or after it was served. */
  #gone(slot: number): void {
    const wasServed = this.#at[slot] === At.Settled || this.#at[slot] === At.AskedAgain;
    if (wasServed) {
      this.#counts.lost++;
      this.#settled.splice(this.#settled.indexOf(slot), 1);
    } else {
      this.#counts.shed++;
      this.#unsettled--;
    }
    this.#leave(slot);
  }

  #giveUp(): void {
    const { patienceMs, leastServed, slowestMs } = this.#terms;
    const now = performance.now();
    if (this.#counts.served < leastServed && now - this.#from < slowestMs) return;
    const before = now - patienceMs;
    if (this.#lastServed > before) return;
    // Connections begin in the order of their slots, so nobody behind an impatient one has waited longer.
    for (; this.#oldest < this.#begun; this.#oldest++) {
      const at = this.#at[this.#oldest];
      if (at !== At.Connecting && at !== At.Asked) continue;
      if (this.#since[this.#oldest]! > before) return;
      this.#counts.gaveUp++;
      this.#unsettled--;
      this.#leave(this.#oldest);
    }
  }

  #leave(slot: number): void {
    this.#crowd.close(slot, { reset: true });
    this.#at[slot] = At.Nowhere;
  }
}
