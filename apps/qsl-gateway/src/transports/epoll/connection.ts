import type { CloseCause } from '../../session/close-cause.ts';
import { Session, type Venue } from '../../session/session.ts';
import { Counter, type Counters } from '../../shared/counters.ts';
import { Backlog, type ChunkPool } from './backlog.ts';

/** Where a connection is in its life. */
export const Phase = {
  /** Requests are read and answered. */
  Open: 0,
  /** The peer has finished; its last replies are leaving. */
  Finishing: 1,
  /** We end it; its last replies are leaving. */
  Ending: 2,
  /** Our side is shut down; what the peer still sends is read and dropped, so that closing does not reset. */
  Draining: 3,
  /** Gone; its descriptor may already be another's. */
  Closed: 4,
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** No frame is waiting for its end. */
export const NO_FRAME = -1;

/** Where a connection stands in the table, and the token that tells it from an earlier one in that place. */
export interface Place {
  readonly slot: number;
  readonly generation: number;
}

/** One served connection. */
export class Connection {
  readonly fd: number;
  readonly slot: number;
  readonly generation: number;
  readonly session: Session;
  readonly backlog: Backlog;
  /** The epoll events it is registered for. */
  interest: number;
  /** Input that waits until replies have left; undefined while input flows. */
  pausedInput: Uint8Array | undefined = undefined;
  /** Why we end it, from Ending on. */
  cause: CloseCause | undefined = undefined;
  /** The tick of the last byte in either direction. */
  activeTick: number;
  /** Bytes that the peer had not acknowledged at a tick at which replies waited. */
  unacknowledged = 0;
  /** The tick at which the unfinished frame began, or NO_FRAME. */
  frameTick = NO_FRAME;
  /** From Draining on: the tick at which patience ends. */
  drainUntilTick = 0;
  readonly #counters: Counters;
  #phase: Phase = Phase.Open;
  /** Frames that were finished when the unfinished one began. */
  #framesBefore = 0;

  constructor(fd: number, { slot, generation }: Place, venue: Venue, pool: ChunkPool, tick: number) {
    this.fd = fd;
    this.slot = slot;
    this.generation = generation;
    this.session = new Session(venue);
    this.backlog = new Backlog(pool);
    this.interest = 0;
    this.activeTick = tick;
    this.#counters = venue.counters;
    this.#counters[Counter.FirstState + this.#phase]! += 1;
  }

  /** Where it is in its life; --metrics counts connections by it. */
  get phase(): Phase {
    return this.#phase;
  }

  enter(phase: Phase): void {
    this.#counters[Counter.FirstState + this.#phase]! -= 1;
    if (phase !== Phase.Closed) this.#counters[Counter.FirstState + phase]! += 1;
    this.#phase = phase;
  }

  /** Notes the tick at which the frame that is open began, if one is. */
  noteFrame(tick: number): void {
    const { heldBytes, frames } = this.session;
    if (heldBytes === 0) {
      this.frameTick = NO_FRAME;
    } else if (this.frameTick === NO_FRAME || this.#framesBefore !== frames) {
      this.frameTick = tick;
      this.#framesBefore = frames;
    }
  }
}

/** The connections of a loop by slot. A freed slot's generation moves on, so that late events find nobody. */
export class ConnectionTable {
  readonly #slots: (Connection | undefined)[] = [];
  readonly #generations: number[] = [];
  readonly #free: number[] = [];
  /** Connections in the table. */
  count = 0;

  /** A place for a new connection. */
  reserve(): Place {
    const slot = this.#free.pop() ?? this.#slots.push(undefined) - 1;
    const generation = this.#generations[slot] ?? 0;
    this.#generations[slot] = generation;
    return { slot, generation };
  }

  put(connection: Connection): void {
    this.#slots[connection.slot] = connection;
    this.count++;
  }

  /** The connection that an event speaks of, unless it has gone. */
  find(slot: number, generation: number): Connection | undefined {
    return this.#generations[slot] === generation ? this.#slots[slot] : undefined;
  }

  remove({ slot }: Connection): void {
    this.#slots[slot] = undefined;
    this.#generations[slot] = (this.#generations[slot]! + 1) >>> 0;
    this.#free.push(slot);
    this.count--;
  }

  /** All connections; closing one meanwhile is allowed. */
  *[Symbol.iterator](): Generator<Connection> {
    for (const connection of this.#slots) if (connection) yield connection;
  }
}
