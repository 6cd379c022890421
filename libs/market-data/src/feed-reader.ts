import { Header } from '@qsl/wire-protocol';
import { checkDatagram, DatagramFault } from './datagram.ts';
import { Arrival, SequenceTracker } from './sequence-tracker.ts';

/** What a datagram was: an arrival of the tracker, or no message at all. */
export const Reading = { ...Arrival, Malformed: 4 } as const;
export type Reading = (typeof Reading)[keyof typeof Reading];

// Constants of this module, not exported: V8 folds them into the code, where it would re-read an imported binding.
const { sequenceHigh: SEQUENCE_HIGH, sequenceLow: SEQUENCE_LOW } = Header;
const { None: NONE } = DatagramFault;
const { Malformed: MALFORMED } = Reading;

const FAULT_NAMES = new Map(Object.entries(DatagramFault).map(([name, fault]) => [fault, name]));
const FAULT_KINDS = Math.max(...FAULT_NAMES.keys()) + 1;

/** Reads the datagrams of one feed in place: tells messages from other bytes, and follows their numbers. No allocation. */
export class FeedReader {
  readonly tracker = new SequenceTracker();
  /** Datagrams that were no market data message; they do not reach the tracker. */
  malformed = 0;
  readonly #faults = new Float64Array(FAULT_KINDS);

  /** Reads the datagram of `length` bytes at `offset`. Market data that it finds there can be decoded as well formed. */
  read(view: DataView, offset: number, length: number): Reading {
    const fault = checkDatagram(view, offset, length);
    if (fault !== NONE) {
      this.malformed++;
      this.#faults[fault]!++;
      return MALFORMED;
    }
    return this.tracker.observe(view.getUint32(offset + SEQUENCE_HIGH), view.getUint32(offset + SEQUENCE_LOW));
  }

  /** The malformed datagrams by the name of their fault, those that occurred. */
  faults(): Record<string, number> {
    const occurred = [...FAULT_NAMES].filter(([fault]) => this.#faults[fault]! > 0);
    return Object.fromEntries(occurred.map(([fault, name]) => [name, this.#faults[fault]!]));
  }
}
