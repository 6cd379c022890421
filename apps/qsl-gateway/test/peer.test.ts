import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { os } from '@qsl/posix';
import t from 'tap';
import { ended, Peer, readable } from './peer.ts';

t.test(
  'an ended connection is seen though answers lie unread',
  { skip: !os.EPOLLRDHUP && 'no POLLRDHUP' },
  async (t) => {
    const server = createServer({ allowHalfOpen: true });
    t.teardown(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const accepted = once(server, 'connection');
    const { address: host, port } = server.address() as AddressInfo;
    const peer = Peer.connect(t, { host, port });
    const [socket] = await accepted;
    t.teardown(() => socket.destroy());
    await new Promise((written) => socket.write('an answer', written));
    t.same(readable([peer], 60_000), [peer]);
    t.same(ended([peer]), []);
    socket.end();
    await once(socket, 'finish');
    t.same(ended([peer]), [peer]);
    t.equal(peer.receive(9).toString(), 'an answer', 'nothing was read for that');
  },
);
