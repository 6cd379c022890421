/** The golden vectors, against the built files. */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { workspaceRoot } from '@qsl/build';
import t from 'tap';
import { startGateway, TRANSPORTS } from './support/jobs.ts';
import { bareSurroundings, stage } from './support/release.ts';
import { run } from './support/run.ts';

const vectors = process.env.QSL_VECTORS ?? path.join(workspaceRoot, '../shared/vectors');
const skip = existsSync(vectors) ? false : 'no golden vectors: set QSL_VECTORS to the folder of them';
const read = (file: string) => JSON.parse(readFileSync(path.join(vectors, file), 'utf8'));

t.test('the golden session, byte for byte, on both transports', { skip }, async (t) => {
  const files = stage(t, ['qsl-gateway']);
  const session = read('session.json') as { request: string; responses: string[] }[];
  for (const { name, args } of TRANSPORTS) {
    const gateway = await startGateway(t, files('qsl-gateway'), args, bareSurroundings(t));
    const socket = connect(Number(gateway.port), '127.0.0.1');
    socket.end(Buffer.from(session.map(({ request }) => request).join(''), 'hex'));
    const replies = await buffer(socket);
    t.equal(replies.toString('hex'), session.flatMap(({ responses }) => responses).join(''), name);
    gateway.kill('SIGINT');
    t.match(await gateway.ended, { code: 0, signal: null }, name);
  }
});

t.test('the golden feed, byte for byte', { skip }, async (t) => {
  const files = stage(t, ['qsl-mdfeed']);
  const [golden] = read('feed.json') as { seed: string; orders: number; datagrams: number; sha256: string }[];
  const { seed, orders, datagrams, sha256 } = golden!;
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
  t.teardown(() => socket.close());
  const hash = createHash('sha256');
  let received = 0;
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const whole = new Promise<void>((resolve) => {
    socket.on('message', (datagram) => {
      hash.update(datagram);
      received++;
      if (received === datagrams) resolve();
    });
  });
  const port = String(socket.address().port);
  t.match(await run(t, [files('qsl-mdfeed'), 'publish', port, seed, String(orders)], bareSurroundings(t)), { code: 0 });
  await whole;
  t.equal(hash.digest('hex'), sha256);
});
