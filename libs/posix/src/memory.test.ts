import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { tcpPair } from '../test/sockets.ts';
import { addressOf, pin } from './memory.ts';
import { raw } from './raw.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

t.test('a view’s address is its buffer’s plus its offset, whatever the view’s type', async (t) => {
  const buffer = new ArrayBuffer(64);
  const base = addressOf(buffer);
  t.ok(Number.isSafeInteger(base) && base > 0);
  const views = [new Uint8Array(buffer, 5), new DataView(buffer, 5), Buffer.from(buffer, 5), new Int32Array(buffer, 8)];
  for (const view of views) t.equal(addressOf(view), base + view.byteOffset);
  t.equal(addressOf(new SharedArrayBuffer(8)) > 0, true);
});

t.test('a small array’s address survives garbage collection: what the kernel writes there arrives', async (t) => {
  const { client, server } = tcpPair(t);
  const small = new Uint8Array(4);
  const address = addressOf(small);
  for (let i = 0; i < 3; i++) collectGarbage();
  t.equal(addressOf(small), address);
  raw.send(client, pin(Uint8Array.of(1, 2, 3, 4)), 4, 0);
  t.equal(raw.recv(server, address, 4, 0), 4);
  t.same([...small], [1, 2, 3, 4]);
});

t.test('memory is collected although its address is known, unless it is pinned', async (t) => {
  const addressed = abandon(addressOf);
  const pinned = abandon(pin);
  await new Promise(setImmediate); // WeakRef keeps its target until the end of the turn that made it.
  collectGarbage();
  t.equal(addressed.deref(), undefined);
  t.same(pinned.deref(), new Uint8Array(8));
});

/** Memory whose address was asked for and which nothing here references any more. */
function abandon(ask: (memory: Uint8Array) => number): WeakRef<Uint8Array> {
  const memory = new Uint8Array(8);
  ask(memory);
  return new WeakRef(memory);
}
