/** The server of the yardstick: takes a connection, sends back what it hears, waits for the end, closes. */
import { parentPort, workerData } from 'node:worker_threads';
import { gettid, os, pin, raw } from '@qsl/posix';

const ROOM_BYTES = 4096;

const { listener } = workerData as { listener: number };
const room = pin(new DataView(new ArrayBuffer(ROOM_BYTES)));

parentPort?.postMessage(gettid());
// Shutting the listener down ends a blocked accept4 with an error.
for (let fd = raw.accept4(listener, 0); fd >= 0; fd = raw.accept4(listener, 0)) {
  const received = raw.recv(fd, room, ROOM_BYTES, 0);
  if (received > 0) raw.send(fd, room, received, os.MSG_NOSIGNAL);
  raw.recv(fd, room, ROOM_BYTES, 0);
  raw.close(fd);
}
