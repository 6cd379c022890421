/** The publisher's way out without the flow: `send-path.ts PORT DATAGRAMS BATCH` encodes a top of book and sends it, again and again. */
import { Outbox, openSlots } from '@qsl/datagrams';
import { writeMdTopOfBook } from '@qsl/wire-protocol';
import { openDestination } from '../src/publish/destination.ts';

const [port = 0, datagrams = 0, batch = 0] = process.argv.slice(2).map(Number);
const fd = openDestination({ host: '127.0.0.1', port, interfaceHost: undefined });
const outbox = new Outbox({ fd, slots: openSlots({ capacity: batch, slotBytes: 40 }) });

function send(): void {
  for (let sequence = 1; sequence <= datagrams; sequence++) {
    const at = outbox.reserve();
    outbox.commit(writeMdTopOfBook(outbox.view, at, 0, true, 0, 99, true, 0, 101, 0, sequence));
  }
  outbox.flush();
}

const startMs = performance.now();
const cpuAtStart = process.cpuUsage();
send();
const elapsedMs = performance.now() - startMs;
const { user, system } = process.cpuUsage(cpuAtStart);
process.stdout.write(`${JSON.stringify({ datagrams, elapsedMs, cpuMs: (user + system) / 1000 })}\n`);
