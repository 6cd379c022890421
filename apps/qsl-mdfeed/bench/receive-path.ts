/** The subscriber's way in: `receive-path.ts ROUNDS COUNT` fills a socket with COUNT datagrams and times taking them out. */
import { Outbox, openSlots } from '@qsl/datagrams';
import { FeedReader } from '@qsl/market-data';
import { writeMdTopOfBook } from '@qsl/wire-protocol';
import { openDestination } from '../src/publish/destination.ts';
import { Inbox } from '../src/subscribe/inbox.ts';
import { openListener } from '../src/subscribe/listener.ts';

const [rounds = 0, count = 0] = process.argv.slice(2).map(Number);
const at = { host: '127.0.0.1', port: 0, interfaceHost: undefined };
const { fd, port } = openListener({ at, receiveBufferBytes: 4 * 1024 * 1024, waitMs: 300 });
const reader = new FeedReader();
const inbox = new Inbox({ fd, reader, maxMessages: Number.POSITIVE_INFINITY });
const outbox = new Outbox({ fd: openDestination({ ...at, port }), slots: openSlots({ capacity: 64, slotBytes: 40 }) });

function fill(round: number): void {
  for (let sequence = round * count + 1; sequence <= (round + 1) * count; sequence++) {
    const at = outbox.reserve();
    outbox.commit(writeMdTopOfBook(outbox.view, at, 0, true, 0, 99, true, 0, 101, 0, sequence));
  }
  outbox.flush();
}

let elapsedMs = 0;
for (let round = 0; round < rounds; round++) {
  fill(round);
  const startMs = performance.now();
  while (inbox.take({ wait: false }) > 0);
  elapsedMs += performance.now() - startMs;
}
process.stdout.write(`${JSON.stringify({ datagrams: reader.tracker.received, elapsedMs })}\n`);
