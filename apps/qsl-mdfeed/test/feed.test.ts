/** Publisher and subscriber, both as processes. */
import t from 'tap';
import { jsonLines, LARGE_BUFFER, publish, startSubscriber } from './support/mdfeed.ts';

t.test('what is published is received and printed', async (t) => {
  const subscriber = await startSubscriber(t, '162', LARGE_BUFFER);
  const { port } = subscriber;
  const granted = /^listening for market data on 127\.0\.0\.1:\d+ \(SO_RCVBUF=(\d+) bytes\)$/.exec(
    subscriber.ready,
  )?.[1];
  await publish(port);
  const { status, lines, stderr } = await subscriber.ended;
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  const messages = lines.slice(1, 163);
  t.match(messages[0], /^MdTopOfBook md_seq=1 symbol=\d bid=(\d+|-) ask=(\d+|-)$/);
  t.ok(messages.some((line) => /^MdTrade md_seq=\d+ symbol=\d price=\d+ qty=\d+$/.test(line)));
  const numbers = messages.map((line) => Number(/ md_seq=(\d+) /.exec(line)?.[1]));
  t.strictSame(
    numbers,
    Array.from({ length: 162 }, (_, i) => i + 1),
  );
  t.strictSame(lines.slice(163), [
    'missing: 0 in 0 gaps, duplicates: 0, out of order: 0',
    'malformed: 0',
    `dropped by the kernel at this socket: ${process.platform === 'linux' ? 0 : 'unavailable'}`,
    `SO_RCVBUF requested: ${LARGE_BUFFER} bytes`,
    'received 162 datagrams',
    `total gaps detected: 0 (SO_RCVBUF=${granted} bytes)`,
  ]);
});

t.test('20 messages are enough where nothing else is asked for', async (t) => {
  const subscriber = await startSubscriber(t);
  await publish(subscriber.port);
  const { lines } = await subscriber.ended;
  t.equal(lines.filter((line) => line.startsWith('Md')).length, 20);
  t.ok(lines.includes('received 20 datagrams'));
});

t.test('--quiet prints no messages, --json a document a line', async (t) => {
  const quiet = await startSubscriber(t, '--count', '162', '--quiet');
  await publish(quiet.port);
  t.notOk((await quiet.ended).lines.some((line) => line.startsWith('Md')));
  const json = await startSubscriber(t, '--json', '--count', '162');
  await publish(json.port);
  const { listening, messages, summary } = await jsonLines(json);
  t.match(listening, { schema: 'qsl-mdfeed-subscribe/1', host: '127.0.0.1', port: json.port });
  t.equal(messages.length, 162);
  t.match(messages[0], { event: 'topOfBook', mdSeq: 1, arrival: 'inOrder' });
  t.match(summary, { event: 'summary', end: 'count', received: 162, gaps: { count: 0, missing: 0 } });
});

t.test('the buffer is asked for, and what was granted is told', async (t) => {
  const requestedBytes = 20_000;
  const grantedBytes = process.platform === 'linux' ? 2 * requestedBytes : requestedBytes;
  const subscriber = await startSubscriber(t, '0', String(requestedBytes), '--idle-timeout', '10ms');
  t.match(subscriber.ready, `(SO_RCVBUF=${grantedBytes} bytes)`);
  t.ok((await subscriber.ended).lines.at(-1)?.endsWith(`(SO_RCVBUF=${grantedBytes} bytes)`));
  const byDefault = await startSubscriber(t, '--json', '--idle-timeout', '10ms');
  t.match((await jsonLines(byDefault)).summary, { end: 'idle', receiveBuffer: { requestedBytes: null } });
});

t.test(
  'a subscriber that does not keep up loses, and every datagram is accounted for',
  { skip: process.platform !== 'linux' && 'needs the drop count of Linux' },
  async (t) => {
    const subscriber = await startSubscriber(t, '0', '2048', '--json', '--quiet', '--idle-timeout', '500ms');
    subscriber.signal('SIGSTOP');
    const { published, failed } = await publish(subscriber.port, '42', '2000');
    subscriber.signal('SIGCONT');
    const { summary } = await jsonLines(subscriber);
    const { received, kernelDrops, gaps } = summary;
    t.equal(failed, 0);
    t.ok(received > 0 && received < published, `${received} of ${published}`);
    t.equal(received + kernelDrops!, published);
    t.equal(gaps.missing, 0, 'what is lost after the last message received leaves no gap');
  },
);
