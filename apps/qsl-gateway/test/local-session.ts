/** A session without a socket: what the bytes of a connection call for, worked out in this process. */
import { DEFAULT_RISK_LIMITS, Engine, RiskGate, type RiskLimits } from '@qsl/matching-engine';
import { createIoBuffer, ReplyBuffer } from '../src/session/io-buffers.ts';
import { type OutputLimits, Session, type Venue } from '../src/session/session.ts';
import { COUNTER_CELLS } from '../src/shared/counters.ts';
import { RECEIVE_BYTES, RECEIVE_HEADROOM, REPLY_SLACK } from '../src/transports/buffer-sizes.ts';

/** Far smaller than a gateway's, since a test makes many; where replies leave at once no answer depends on them. */
const SMALL_LIMITS: OutputLimits = { maxOutbufBytes: 16 * 1024, maxOutbufHardBytes: 64 * 1024 };

export interface VenueTerms {
  readonly symbols?: number;
  readonly maxOrders?: number;
  readonly risk?: RiskLimits;
  readonly limits?: OutputLimits;
}

export function createVenue(terms: VenueTerms = {}): Venue {
  const { symbols = 2, maxOrders = 1024, risk = DEFAULT_RISK_LIMITS, limits = SMALL_LIMITS } = terms;
  const engine = Engine.create({ maxOrders, maxSymbols: symbols });
  for (let i = 0; i < symbols; i++) engine.addSymbol();
  return {
    engine,
    risk: new RiskGate(engine, risk),
    limits,
    counters: new Float64Array(COUNTER_CELLS),
    feed: undefined,
  };
}

/** One connection's session, whose replies leave as soon as they are there. */
export class LocalSession {
  readonly session: Session;
  readonly #input = createIoBuffer(RECEIVE_HEADROOM + RECEIVE_BYTES);
  readonly #replies: ReplyBuffer;

  constructor(venue: Venue) {
    this.session = new Session(venue);
    this.#replies = new ReplyBuffer(venue.limits.maxOutbufHardBytes + REPLY_SLACK);
  }

  /** Takes the next bytes of the stream, as cut by one recv after the other. Returns what they call for. */
  feed(bytes: Uint8Array): Buffer {
    const answers: Buffer[] = [];
    for (let from = 0; from < bytes.length; from += RECEIVE_BYTES) {
      const piece = bytes.subarray(from, from + RECEIVE_BYTES);
      this.#input.bytes.set(piece, RECEIVE_HEADROOM);
      const to = RECEIVE_HEADROOM + piece.length;
      for (let at = RECEIVE_HEADROOM; at < to; ) {
        at = this.session.receive(this.#input, at, to, this.#replies, 0);
        answers.push(Buffer.from(this.#replies.bytes.subarray(0, this.#replies.length)));
        this.#replies.length = 0;
      }
    }
    return Buffer.concat(answers);
  }

  /** The stream cut before each of these offsets, which rise. */
  feedCut(bytes: Uint8Array, cuts: readonly number[]): Buffer {
    const bounds = [0, ...cuts, bytes.length];
    return Buffer.concat(bounds.slice(1).map((end, i) => this.feed(bytes.subarray(bounds[i], end))));
  }
}
