import { bindTcp, listenTcp, raw } from '@qsl/posix';
import { readSysctl } from '@qsl/procfs';
import t from 'tap';
import { freePort, holdPort } from './port.ts';

const HOST = '127.0.0.1';

t.test('a port that somebody listens on is taken', async (t) => {
  const { fd, port } = listenTcp({ host: HOST, port: 0 });
  t.teardown(() => raw.close(fd));
  t.throws(() => freePort(HOST, port), { code: 'PORT_TAKEN' });
  t.throws(() => holdPort(HOST, port), { code: 'PORT_TAKEN' });
});

t.test('a free port is none that the kernel gives to others', async (t) => {
  const [first, last] = (readSysctl({ name: 'net.ipv4.ip_local_port_range' }) ?? []).map(Number) as [number, number];
  t.ok(last > first);
  for (let i = 0; i < 100; i++) {
    const port = freePort(HOST, 0);
    if (first > 10_000 && port >= first && port <= last) t.fail(`${port} is from ${first} to ${last}`);
  }
});

t.test('a port that is held is free for the child alone', async (t) => {
  const port = freePort(HOST, 0);
  const held = holdPort(HOST, port);
  const { fd } = listenTcp({ host: HOST, port });
  raw.close(fd);
  t.throws(() => bindTcp({ host: HOST, port, reuseAddress: false }), { code: 'EADDRINUSE' }, 'as it is looked for');
  held.release();
  raw.close(bindTcp({ host: HOST, port, reuseAddress: false }).fd);
});
