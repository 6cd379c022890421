import type { Endpoint } from '@qsl/posix';
import { heartbeatAcks, heartbeats } from './frames.ts';
import { Peer, type Teardown } from './peer.ts';

/** More than all the buffers between two programs hold, and than a gateway may keep. */
const ENOUGH_BYTES = 64 * 2 ** 20;
/** So long without room for another byte, and there will be none. */
const STUCK_MS = 250;

/**
 * A peer that has sent heartbeats, numbered from 0, until nothing moves, and has read no answer: the gateway cannot get
 * rid of them. Others were served all the while.
 */
export class StuckPeer {
  readonly peer: Peer;
  /** Bytes of replies that others had meanwhile. */
  witnessBytes = 0;
  sentBytes = 0;

  constructor(t: Teardown, gateway: Endpoint) {
    this.peer = Peer.connectSmall(t, gateway);
    const witness = Peer.connect(t, gateway);
    do {
      while (this.sendMore() > 0);
      witness.roundTrip();
      this.witnessBytes += 24;
    } while (this.sentBytes < ENOUGH_BYTES && this.peer.isWritableWithin(STUCK_MS));
    witness.close();
  }

  /** Whether it could have gone on for ever. */
  get isStuck(): boolean {
    return this.sentBytes < ENOUGH_BYTES;
  }

  /** Sends what there is room for now. */
  sendMore(): number {
    const stream = heartbeats(10_000, Math.floor(this.sentBytes / 24)).subarray(this.sentBytes % 24);
    const sent = this.peer.sendSome(stream);
    this.sentBytes += sent;
    return sent;
  }

  /** The answers to the whole heartbeats that were sent. */
  get dueAnswers(): Buffer {
    return heartbeatAcks(Math.floor(this.sentBytes / 24));
  }
}
