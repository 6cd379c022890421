import { RuntimeFailure } from '@qsl/cli';
import * as wire from '@qsl/wire-protocol';
import { HEARTBEAT_TOKEN } from './order-stream.ts';
import type { Session } from './session.ts';

// Constants of this module: V8 folds them into the machine code, but reloads an imported binding at every use.
const { HEADER_SIZE, VERSION } = wire;
const { bodyLength: BODY_LENGTH } = wire.Header;
const { frameSize: ACK_SIZE, bodySize: ACK_BODY } = wire.AckFrame;
const { frameSize: REJECT_SIZE, bodySize: REJECT_BODY, reason: REASON } = wire.RejectFrame;
const { frameSize: FILL_SIZE, bodySize: FILL_BODY, makerIdHigh: MAKER_HIGH } = wire.FillFrame;
const { frameSize: HEARTBEAT_SIZE, bodySize: HEARTBEAT_BODY, tokenHigh: TOKEN_HIGH } = wire.HeartbeatAckFrame;
const LAST_REASON = wire.RejectReason.StorageExhausted;
const TOKEN = HEARTBEAT_TOKEN;

/** The first field of an Ack, a Reject and a Fill alike: whose answer it is. */
const ID_HIGH = wire.AckFrame.orderIdHigh;
const ID_LOW = wire.AckFrame.orderIdLow;

/** The header's first four bytes as one int32: type and version. */
const firstWord = (type: number) => (type << 16) | VERSION;
const ACK = firstWord(wire.MessageType.Ack);
const REJECT = firstWord(wire.MessageType.Reject);
const FILL = firstWord(wire.MessageType.Fill);
const HEARTBEAT_ACK = firstWord(wire.MessageType.HeartbeatAck);

/** What the replies amounted to. */
export class Tally {
  acks = 0;
  fills = 0;
  /** Fills whose maker is no order of this load: somebody else trades here too. */
  foreignFills = 0;
  heartbeatAcks = 0;
  /** By reason code. */
  readonly rejects: Float64Array = new Float64Array(LAST_REASON + 1);

  get rejected(): number {
    return this.rejects.reduce((sum, count) => sum + count, 0);
  }
}

/** A reply that does not fit what was asked, or is no reply at all. */
export class ReplyMismatch extends RuntimeFailure {
  constructor(message: string) {
    super({ code: 'MALFORMED_REPLY', message, remedy: 'Is it a QSL gateway that listens there?' });
  }
}

/**
 * Reads replies in place and holds each against what its session has asked: one Ack or Reject for each order, in request
 * order; fills right behind their taker's Ack; a HeartbeatAck when all orders before it are answered.
 */
export class ReplyScanner {
  tally: Tally = new Tally();
  readonly #firstIdHigh: number;
  readonly #idHighs: number;

  /** The ids of this load have the upper halves firstIdHigh … firstIdHigh + idHighs − 1. */
  constructor({ firstIdHigh, idHighs }: { firstIdHigh: number; idHighs: number }) {
    this.#firstIdHigh = firstIdHigh;
    this.#idHighs = idHighs;
  }

  /**
   * Takes the whole frames in [from, end) and moves the session's counters on. Returns where the first frame begins that
   * is not whole, or `end`. Throws ReplyMismatch.
   */
  scan(session: Session, view: DataView, from: number, end: number): number {
    const { idHigh, answerLow, nextLow } = session;
    let { mayFill } = session;
    let low = answerLow;
    let fills = 0;
    let rejects = 0;
    let at = from;
    while (end - at >= HEADER_SIZE) {
      const word = view.getInt32(at);
      const bodyLength = view.getInt32(at + BODY_LENGTH);
      if (word === ACK && bodyLength === ACK_BODY) {
        if (end - at < ACK_SIZE) break;
        if (view.getInt32(at + ID_LOW) !== low || view.getInt32(at + ID_HIGH) !== idHigh || low === nextLow) {
          throw explain(session, view, at, end, low);
        }
        low = (low + 1) | 0;
        mayFill = true;
        at += ACK_SIZE;
      } else if (word === FILL && bodyLength === FILL_BODY) {
        if (end - at < FILL_SIZE) break;
        const taker = (low - 1) | 0;
        if (!mayFill || view.getInt32(at + ID_LOW) !== taker || view.getInt32(at + ID_HIGH) !== idHigh) {
          throw explain(session, view, at, end, low);
        }
        if ((view.getInt32(at + MAKER_HIGH) - this.#firstIdHigh) >>> 0 >= this.#idHighs) this.tally.foreignFills++;
        fills++;
        at += FILL_SIZE;
      } else if (word === REJECT && bodyLength === REJECT_BODY) {
        if (end - at < REJECT_SIZE) break;
        const reason = view.getUint8(at + REASON);
        if (view.getInt32(at + ID_LOW) !== low || view.getInt32(at + ID_HIGH) !== idHigh || low === nextLow) {
          throw explain(session, view, at, end, low);
        }
        if (reason > LAST_REASON) throw explain(session, view, at, end, low);
        this.tally.rejects[reason] = (this.tally.rejects[reason] as number) + 1;
        low = (low + 1) | 0;
        rejects++;
        mayFill = false;
        at += REJECT_SIZE;
      } else if (word === HEARTBEAT_ACK && bodyLength === HEARTBEAT_BODY) {
        if (end - at < HEARTBEAT_SIZE) break;
        const isOurs = view.getInt32(at + TOKEN_HIGH) === 0 && view.getInt32(at + TOKEN_HIGH + 4) === TOKEN;
        if (!isOurs || !session.heartbeatOwed || low !== nextLow) throw explain(session, view, at, end, low);
        session.heartbeatOwed = false;
        mayFill = false;
        this.tally.heartbeatAcks++;
        at += HEARTBEAT_SIZE;
      } else {
        throw explain(session, view, at, end, low);
      }
    }
    this.tally.acks += ((low - answerLow) | 0) - rejects;
    this.tally.fills += fills;
    session.answerLow = low;
    session.mayFill = mayFill;
    return at;
  }
}

/** Words what is wrong with the frame at `at`. Never on a path that matters, so it may allocate. */
function explain(session: Session, view: DataView, at: number, end: number, nextAnswerLow: number): ReplyMismatch {
  const where = `connection ${session.slot}`;
  const header = wire.checkHeader(view, at, end);
  if (header !== wire.DecodeStatus.Ok) {
    return new ReplyMismatch(`${where}: what came is no frame of this protocol (${wire.statusName(header)})`);
  }
  const name = wire.typeName(wire.readType(view, at));
  const result = wire.decodeMessageAt(view, at, end);
  if (!result.ok && result.error !== wire.DecodeStatus.Truncated) {
    return new ReplyMismatch(`${where}: malformed ${name} (${wire.statusName(result.error)})`);
  }
  const awaited =
    nextAnswerLow === session.nextLow
      ? `no order is unanswered${session.heartbeatOwed ? ', one heartbeat is' : ''}`
      : `the next answer is due to order ${wire.formatUint64(session.idHigh, nextAnswerLow)}`;
  return new ReplyMismatch(`${where}: unexpected ${result.ok ? describe(result.message) : name}: ${awaited}`);
}

function describe(message: wire.Message): string {
  const fields = Object.entries(message).filter(([name]) => name !== 'type' && name !== 'sequence');
  return [wire.typeName(message.type), ...fields.map(([name, value]) => `${name}=${value}`)].join(' ');
}
