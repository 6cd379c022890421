/** What both transports rely on instead of a setsockopt per connection: accepted sockets are like their listener. */
import { addressOf, connectTcp, getIntOption, listenTcp, os, raw, setIntOption, setTimeoutOption } from '@qsl/posix';
import t from 'tap';

for (const flags of [0, os.SOCK_NONBLOCK]) {
  t.test(`with accept4 flags ${flags}, TCP_NODELAY is inherited`, async (t) => {
    for (const value of [0, 1]) {
      const listener = listenTcp({ host: '127.0.0.1', port: 0 });
      setIntOption(listener.fd, os.IPPROTO_TCP, os.TCP_NODELAY, value);
      const client = connectTcp(listener);
      const accepted = raw.accept4(listener.fd, flags);
      t.equal(getIntOption(accepted, os.IPPROTO_TCP, os.TCP_NODELAY) !== 0, value === 1, `listener: ${value}`);
      for (const fd of [accepted, client, listener.fd]) raw.close(fd);
    }
  });
}

t.test('the timeouts of blocking calls are inherited', async (t) => {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  setTimeoutOption(listener.fd, os.SO_RCVTIMEO, 10);
  const client = connectTcp(listener);
  const accepted = raw.accept4(listener.fd, 0);
  const room = new Uint8Array(1);
  t.equal(raw.recv(accepted, addressOf(room), 1, 0), -os.EAGAIN);
  for (const fd of [accepted, client, listener.fd]) raw.close(fd);
});
