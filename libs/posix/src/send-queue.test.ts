import t from 'tap';
import { tcpPair } from '../test/sockets.ts';
import { addressOf } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { sendQueueBytes } from './send-queue.ts';
import { listenTcp } from './tcp.ts';

t.test('what the peer has no room for is counted, until it has read enough', async (t) => {
  const { client, server } = tcpPair(t);
  t.equal(sendQueueBytes(server), 0);
  const bytes = new Uint8Array(1 << 20);
  const address = addressOf(bytes);
  let sent = 0;
  for (let taken = 1; taken > 0; sent += Math.max(0, taken)) {
    taken = raw.send(server, address, bytes.length, os.MSG_DONTWAIT | os.MSG_NOSIGNAL);
  }
  const queued = sendQueueBytes(server);
  t.ok(queued > 0 && queued <= sent, `${queued} of ${sent}`);
  for (let received = 0; received < sent; ) received += raw.recv(client, address, bytes.length, 0);
  while (sendQueueBytes(server) > 0); // the last acknowledgement may be on its way
});

t.test('a listener has no such queue, and what is no socket has none either', async (t) => {
  const { fd } = listenTcp({ host: '127.0.0.1', port: 0 });
  t.teardown(() => raw.close(fd));
  t.throws(() => sendQueueBytes(fd), { code: 'EINVAL' });
  t.throws(() => sendQueueBytes(-1), { code: 'EBADF' });
});
