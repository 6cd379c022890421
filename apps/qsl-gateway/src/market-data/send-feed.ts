import { Outbox, openSlots } from '@qsl/datagrams';
import { MAX_DATAGRAM_BYTES, MessageEncoder, MessageRingReader } from '@qsl/market-data';
import { Delivery, type SharedFeed } from './shared-feed.ts';

/** Datagrams a system call, at most: more make no datagram cheaper. */
const BATCH = 64;
const SLOT_BYTES = Math.ceil(MAX_DATAGRAM_BYTES / 8) * 8;
/**
 * While orders keep coming the sender looks for their messages by itself, this often: to be woken for each would cost the
 * serving thread a futex call an order, and the sender a call a datagram.
 */
const NAP_MS = 0.2;
/** So long after the last message it goes to sleep, and has to be woken. */
const NAPS_BEFORE_SLEEP = 250;
/** A shortage of buffers costs the datagram at once: nobody waits for it. */
const MAX_ATTEMPTS = 1;

/** Sends what is published, over the connected socket `fd`, until the ring is closed and empty. Blocks its thread. */
export function sendFeed(fd: number, { ring, delivery }: SharedFeed): void {
  const reader = new MessageRingReader(ring);
  const slots = openSlots({ capacity: BATCH, slotBytes: SLOT_BYTES });
  const outbox = new Outbox({ fd, slots, maxAttempts: MAX_ATTEMPTS });
  const encoder = new MessageEncoder(outbox);
  for (let naps = 0; ; ) {
    const isClosed = reader.isClosed; // asked first, so that all that was written before is taken
    const count = reader.take(encoder, BATCH);
    if (count > 0) {
      outbox.flush();
      note(delivery, outbox);
      naps = 0;
    } else if (isClosed) {
      break;
    }
    if (count === BATCH) continue;
    if (naps++ < NAPS_BEFORE_SLEEP) reader.nap(NAP_MS);
    else reader.sleep();
  }
  outbox.finish();
  note(delivery, outbox);
}

function note(delivery: Float64Array, { ledger }: Outbox): void {
  delivery[Delivery.Sent] = ledger.sent;
  delivery[Delivery.Failed] = ledger.failed;
}
