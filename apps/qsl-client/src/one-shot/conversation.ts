import { RuntimeFailure } from '@qsl/cli';
import {
  type AckMessage,
  DecodeStatus,
  decodeMessageAt,
  type FillMessage,
  FrameSplitter,
  type HeartbeatAckMessage,
  type Message,
  MessageType,
  type RejectMessage,
  statusName,
  typeName,
} from '@qsl/wire-protocol';
import type { Asked } from './asked.ts';

/** What a gateway may say to a client. */
export type Reply = AckMessage | RejectMessage | FillMessage | HeartbeatAckMessage;

/**
 * Collects replies from a byte stream and holds each against what was asked: an Ack or a Reject for each id in order,
 * fills behind their taker's Ack, a HeartbeatAck at the end. Throws RuntimeFailure for anything else.
 */
export class Conversation {
  readonly replies: Reply[] = [];
  readonly #asked: Asked;
  readonly #splitter = new FrameSplitter();
  #answered = 0;
  /** Whose fills may come next. */
  #taker: bigint | undefined;
  #heartbeatAnswered = false;

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** Takes the next bytes of the stream. */
  feed(bytes: Uint8Array): void {
    const splitter = this.#splitter;
    splitter.feed(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength);
    while (splitter.next()) {
      const decoded = decodeMessageAt(splitter.view, splitter.offset, splitter.view.byteLength);
      if (decoded.ok) this.#take(decoded.message);
    }
    if (splitter.status !== DecodeStatus.Ok) throw malformed(`what came is no frame (${statusName(splitter.status)})`);
  }

  /** Takes note that the stream has ended. */
  end(): void {
    const { count, token } = this.#asked;
    const requests = count + (token === undefined ? 0 : 1);
    const answered = this.#answered + (this.#heartbeatAnswered ? 1 : 0);
    const cut = this.#splitter.finish() === DecodeStatus.Truncated ? ', in the middle of a reply' : '';
    if (answered === requests && cut === '') return;
    throw new RuntimeFailure({
      code: 'CLOSED_EARLY',
      message: `the gateway closed the connection after ${answered} of ${requests} answers${cut}`,
      remedy: 'A gateway closes a connection that breaks its rules, or that is one too many (--max-connections).',
    });
  }

  #take(message: Message): void {
    switch (message.type) {
      case MessageType.Ack:
      case MessageType.Reject:
        if (this.#answered === this.#asked.count || message.orderId !== this.#nextId) throw this.#unexpected(message);
        this.#answered++;
        this.#taker = message.type === MessageType.Ack ? message.orderId : undefined;
        this.replies.push(message);
        return;
      case MessageType.Fill:
        if (message.takerId !== this.#taker) throw this.#unexpected(message);
        this.replies.push(message);
        return;
      case MessageType.HeartbeatAck:
        if (this.#answered < this.#asked.count || this.#heartbeatAnswered || message.token !== this.#asked.token) {
          throw this.#unexpected(message);
        }
        this.#heartbeatAnswered = true;
        this.#taker = undefined;
        this.replies.push(message);
        return;
      default:
        throw this.#unexpected(message);
    }
  }

  get #nextId(): bigint {
    return this.#asked.firstId + BigInt(this.#answered);
  }

  #unexpected(message: Message): RuntimeFailure {
    const fields = Object.entries(message).filter(([name]) => name !== 'type' && name !== 'sequence');
    const what = [typeName(message.type), ...fields.map(([name, value]) => `${name}=${value}`)].join(' ');
    const due =
      this.#answered < this.#asked.count ? `the answer to order ${this.#nextId} was due` : 'no order is unanswered';
    return malformed(`unexpected ${what}: ${due}`);
  }
}

function malformed(message: string): RuntimeFailure {
  return new RuntimeFailure({ code: 'MALFORMED_REPLY', message, remedy: 'Is it a QSL gateway that listens there?' });
}
