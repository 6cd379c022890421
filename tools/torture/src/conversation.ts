import { MessageType, RejectFrame, reasonName } from '@qsl/wire-protocol';
import type { Heard } from './connection.ts';
import type { Cause } from './hindrance.ts';
import type { Request } from './script.ts';
import { TERMS } from './terms.ts';

/**
 * What is ended earlier was not ended at a deadline. They are measured on both sides of a socket: what is nearly one here
 * may have been one there.
 */
const LEAST_DEADLINE_MS = 0.8 * Math.min(TERMS.idleTimeoutMs, TERMS.frameTimeoutMs);

/** As much of an answer as a message needs. */
const SHOWN_BYTES = 52;

/** What an answer that has arrived, or a part of it, says about its request. */
export type Told =
  | { readonly kind: 'accepted' }
  /** The reason is undefined where it did not arrive. */
  | { readonly kind: 'rejected'; readonly reason: string | undefined }
  /** Nothing arrived, or too little to tell. */
  | { readonly kind: 'nothing' };

/** One connection while it is checked: how far its requests and its answers have been accounted for. */
export class Conversation {
  readonly name: string;
  readonly heard: Heard;
  /** Requests that left whole; only those can have been seen. */
  readonly requests: readonly Request[];
  /** The next request to be accounted for. */
  next = 0;
  /** Requests whose answers arrived whole. */
  answered = 0;
  /** Bytes of the answers accounted for. */
  at = 0;
  /** Commands of this connection in the journal, and those accounted for. */
  readonly accepted: string[] = [];
  acceptedDone = 0;

  constructor(name: string, heard: Heard) {
    this.name = name;
    this.heard = heard;
    const sent = heard.stream.requestEnds.filter((end) => end <= heard.sentBytes).length;
    this.requests = heard.script.requests.slice(0, sent);
  }

  get request(): Request | undefined {
    return this.requests[this.next];
  }

  get bytesLeft(): number {
    return this.heard.received.length - this.at;
  }

  /** What the answers say about the next request. */
  get told(): Told {
    const left = this.heard.received.subarray(this.at);
    const type = left.length < 2 ? 0 : (left[0]! << 8) | left[1]!;
    if (type === MessageType.Ack) return { kind: 'accepted' };
    if (type !== MessageType.Reject) return { kind: 'nothing' };
    const reason = left.length < RejectFrame.frameSize ? undefined : reasonName(left[RejectFrame.reason]!);
    return { kind: 'rejected', reason };
  }

  /** Accounts for an answer, as much as arrived of it. Returns how it differs from the one expected, if it does. */
  answer(expected: Uint8Array): string | undefined {
    const arrived = this.heard.received.subarray(this.at, this.at + expected.length);
    const differsAt = arrived.findIndex((byte, i) => byte !== expected[i]);
    if (differsAt >= 0) {
      const shown = (bytes: Uint8Array) =>
        Buffer.from(bytes.subarray(differsAt, differsAt + SHOWN_BYTES)).toString('hex');
      return `differs from its byte ${differsAt} on: it should be ${shown(expected)}, and is ${shown(arrived)}`;
    }
    this.at += arrived.length;
    this.next++;
    if (arrived.length === expected.length) this.answered++;
    return undefined;
  }

  /** Whether its script wants it ended for its silence, or for a frame that it does not finish. */
  get isDeadline(): boolean {
    const { ending, tail } = this.heard.script;
    return ending === 'await' && (tail === undefined || tail.pace !== undefined);
  }

  /**
   * What a deadline may have been missed for though the gateway did nothing wrong: only what was measured to stand in the
   * way for about as long as a deadline takes. A silence as such is none: it may be the gateway's own.
   */
  get excuse(): Cause | undefined {
    const { ms, by } = this.heard.hindered;
    return ms >= LEAST_DEADLINE_MS ? by : undefined;
  }

  /** Whether the gateway closed it at once, without a look at what it sent: as it does with those beyond its cap. */
  get looksShed(): boolean {
    return this.heard.received.length === 0 && this.accepted.length === 0;
  }

  /** Why the end of this connection is not what its script calls for, whatever the excuse; undefined where it is. */
  get wrongEnd(): string | undefined {
    const { script, stream, sentBytes, end, quietMs } = this.heard;
    if (end === 'stuck') return 'the gateway neither answered nor ended it';
    if (end === 'ours') return undefined;
    const unanswered = script.requests.length - this.answered;
    if (unanswered > 0) return `it ended (${end}) with ${unanswered} requests unanswered`;
    if (script.ending === 'close' || script.ending === 'reset') return `the gateway ended it (${end})`;
    const isSound = script.tail === undefined && sentBytes === stream.bytes.length;
    if (script.ending === 'finish' && isSound && end === 'reset') return 'it was reset';
    const isEarly = this.isDeadline && quietMs < LEAST_DEADLINE_MS;
    return isEarly ? `it was ended after ${Math.round(quietMs)} ms, before any deadline` : undefined;
  }

  /** How its silence is accounted for, for a message. */
  get silenceShown(): string {
    const { quietMs, hindered } = this.heard;
    const part = hindered.by === undefined ? 'none' : `at most ${Math.round(hindered.ms)} ms (${hindered.by})`;
    return `it was quiet for up to ${Math.round(quietMs)} ms, ${part} of which the machine or a fault accounts for`;
  }

  /** The bytes that come next, for a message. */
  get bytesShown(): string {
    const left = this.heard.received.subarray(this.at, this.at + SHOWN_BYTES);
    return left.length === 0 ? 'none' : Buffer.from(left).toString('hex');
  }
}
