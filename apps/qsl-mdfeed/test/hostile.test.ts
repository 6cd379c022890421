/** A subscriber among datagrams that are none of its feed's. */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { encodeMessage, MessageType } from '@qsl/wire-protocol';
import t, { type Test } from 'tap';
import { jsonLines, LARGE_BUFFER, startSubscriber } from './support/mdfeed.ts';

function trade(sequence: bigint): Uint8Array {
  return encodeMessage({ type: MessageType.MdTrade, sequence, symbol: 0, price: 100n, quantity: 5 });
}

function openSender(t: Test): (port: number, datagrams: Iterable<Uint8Array>) => Promise<void> {
  const socket: Socket = createSocket('udp4');
  t.teardown(() => socket.close());
  const send = (port: number, datagram: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      socket.send(datagram, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  return async (port, datagrams) => {
    for (const datagram of datagrams) await send(port, datagram);
  };
}

t.test('random, cut and repeated datagrams are counted, and the feed goes on', async (t) => {
  const subscriber = await startSubscriber(t, '0', LARGE_BUFFER, '--json', '--quiet', '--idle-timeout', '0');
  const send = openSender(t);
  const random = Array.from({ length: 300 }, (_, i) => randomBytes(1 + (i % 100)));
  const cut = Array.from({ length: 32 }, (_, length) => trade(4n).subarray(0, length));
  const enormous = [new Uint8Array(20_000).fill(1), Uint8Array.from([...trade(4n), ...trade(5n)])];
  await send(subscriber.port, [trade(1n), trade(2n), trade(3n)]);
  await send(subscriber.port, [...random, ...cut, ...enormous]);
  await send(subscriber.port, [trade(1n), trade(2n), trade(3n)]);
  await send(subscriber.port, [trade(4n), trade(7n), trade(6n), trade(8n)]);
  subscriber.signal('SIGTERM');
  const { summary } = await jsonLines(subscriber);
  t.match(summary, {
    end: 'signal',
    received: 10,
    gaps: { count: 1, missing: 2 },
    duplicates: 3,
    outOfOrder: 1,
    malformed: random.length + cut.length + enormous.length,
  });
  t.equal(summary.faults.TrailingBytes, 1);
  t.equal(
    Object.values(summary.faults).reduce((sum, count) => sum + count),
    summary.malformed,
  );
});

t.test('in print, a gap stands before the message that shows it, and what is not in order is marked', async (t) => {
  const subscriber = await startSubscriber(t, '5');
  await openSender(t)(subscriber.port, [trade(1n), trade(4n), trade(2n), trade(2n), trade(2n ** 64n - 1n)]);
  const { lines } = await subscriber.ended;
  const fields = 'symbol=0 price=100 qty=5';
  t.strictSame(lines.slice(1, 8), [
    `MdTrade md_seq=1 ${fields}`,
    'gap of 2 before md_seq=4',
    `MdTrade md_seq=4 ${fields}`,
    `MdTrade md_seq=2 ${fields} (out of order)`,
    `MdTrade md_seq=2 ${fields} (duplicate)`,
    `gap of 18446744073709552000 before md_seq=18446744073709551615`,
    `MdTrade md_seq=18446744073709551615 ${fields}`,
  ]);
});

t.test('SIGINT and SIGTERM end it with its summary', async (t) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const subscriber = await startSubscriber(t, '--idle-timeout', '0');
    subscriber.signal(signal);
    const { status, lines, stderr } = await subscriber.ended;
    t.strictSame(
      { status, stderr, received: lines.at(-2) },
      { status: 0, stderr: '', received: 'received 0 datagrams' },
    );
  }
});

t.test('it ends when nobody reads what it prints', async (t) => {
  const subscriber = await startSubscriber(t, '--count', '0', '--idle-timeout', '0');
  subscriber.hangUp();
  await openSender(t)(subscriber.port, [trade(1n)]);
  t.equal((await subscriber.ended).status, 0);
});
