/** A worker thread that serves every behaviour on a free port of its own, and posts the ports. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { behaviours } from './behaviours.ts';

const ports: Record<string, number> = {};
for (const [name, behaviour] of Object.entries(behaviours)) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // The client may be gone before its answers; that is its affair.
    socket.on('error', () => {});
    behaviour(socket, server);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address !== null && typeof address === 'object') ports[name] = address.port;
}
parentPort?.postMessage(ports);
