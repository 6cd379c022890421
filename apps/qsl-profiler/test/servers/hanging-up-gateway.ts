/**
 * A gateway that hangs up on every third connection: a relay in front of the real one. For tests of the profiler; takes
 * the arguments of qsl-gateway.
 */
import { spawn } from 'node:child_process';
import { createServer, connect as dial } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

const [port, ...others] = process.argv.slice(2);
const script = path.resolve(import.meta.dirname, '../../../qsl-gateway/bin/qsl-gateway');
const gateway = spawn(process.execPath, ['--conditions=@qsl/source', script, '0', ...others], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let connections = 0;

createInterface({ input: gateway.stdout }).once('line', (line) => {
  const real = Number(/:(\d+) /.exec(line)?.[1]);
  createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    if (++connections % 3 === 0) {
      socket.destroy();
      return;
    }
    const relay = dial({ port: real, host: '127.0.0.1', allowHalfOpen: true });
    relay.on('error', () => socket.destroy());
    socket.pipe(relay).pipe(socket);
  }).listen(Number(port), '127.0.0.1');
});

process.on('SIGTERM', () => {
  gateway.once('exit', () => process.exit(0));
  gateway.kill('SIGTERM');
});
