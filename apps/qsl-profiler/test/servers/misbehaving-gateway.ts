/** A server that breaks its word in the way its first argument names; the port follows. For tests of the profiler. */
import { createServer, type Socket } from 'node:net';

const [manner = '', port] = process.argv.slice(2);
let connections = 0;

const MANNERS: Record<string, (socket: Socket) => void> = {
  'hang up': (socket) => socket.destroy(),
  babble: (socket) => socket.write(Buffer.alloc(100, 0xff)),
  /** A frame of the right kind for the wrong order. */
  confuse: (socket) => socket.write(Buffer.concat([frame(7, 16), frame(6, 8)])),
  'drop dead': () => {
    process.stderr.write('it was nice while it lasted\n');
    process.exit(4);
  },
};

function frame(type: number, bodyLength: number): Buffer {
  const bytes = Buffer.alloc(16 + bodyLength);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(1, 2);
  bytes.writeUInt32BE(bodyLength, 4);
  return bytes;
}

if (manner === 'never start') process.exit(5);
createServer((socket) => {
  connections++;
  socket.on('error', () => {});
  socket.once('data', () => MANNERS[manner]?.(socket));
}).listen(Number(port), '127.0.0.1');
process.on('exit', () => process.stderr.write(`${connections} connections\n`));
