import { raw } from '@qsl/posix';
import { tcpPair } from '@qsl/posix/testing';
import fc from 'fast-check';
import t from 'tap';
import { createIoBuffer } from '../../session/io-buffers.ts';
import { Backlog, ChunkPool } from './backlog.ts';

const CHUNK_BYTES = 64 * 1024;

t.test('what goes in comes out, in order, however it is cut', async (t) => {
  const { client, server } = tcpPair(t);
  const received = createIoBuffer(CHUNK_BYTES);
  /** The next `count` bytes, as the kernel takes them from the backlog's address. */
  const take = (backlog: Backlog, count: number) => {
    const sent = raw.send(client, backlog.address, count, 0);
    backlog.drop(sent);
    for (let at = 0; at < sent; ) at += raw.recv(server, received.address + at, sent - at, 0);
    return Buffer.from(received.bytes.subarray(0, sent));
  };
  const size = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2 * CHUNK_BYTES }));
  const steps = fc.array(fc.record({ append: size, take: size }), { minLength: 1, maxLength: 20 });
  const pool = new ChunkPool();
  const property = fc.property(steps, (script) => {
    const backlog = new Backlog(pool);
    let expected = Buffer.alloc(0);
    let next = 0;
    for (const step of script) {
      const bytes = Buffer.alloc(step.append, `${next++}`);
      backlog.append(bytes, 0, bytes.length);
      expected = Buffer.concat([expected, bytes]);
      for (let wanted = Math.min(step.take, expected.length); wanted > 0; ) {
        const part = take(backlog, Math.min(wanted, backlog.contiguous, 16 * 1024));
        if (!part.equals(expected.subarray(0, part.length))) return false;
        expected = expected.subarray(part.length);
        wanted -= part.length;
      }
      if (backlog.length !== expected.length) return false;
    }
    backlog.clear();
    return backlog.length === 0;
  });
  fc.assert(property, { numRuns: 30 });
  t.pass('no difference found');
});

t.test('a part of a buffer is appended, and nothing around it', async (t) => {
  const { client, server } = tcpPair(t);
  const backlog = new Backlog(new ChunkPool());
  backlog.append(Uint8Array.of(1, 2, 3, 4, 5), 1, 3);
  t.equal(backlog.length, 2);
  const received = createIoBuffer(8);
  raw.send(client, backlog.address, backlog.contiguous, 0);
  t.equal(raw.recv(server, received.address, 8, 0), 2);
  t.same([...received.bytes.subarray(0, 2)], [2, 3]);
});

t.test('chunks are used again, up to a limit', async (t) => {
  const pool = new ChunkPool();
  const chunk = pool.take();
  pool.giveBack(chunk);
  t.equal(pool.take(), chunk);
  const many = new Set(Array.from({ length: 200 }, () => pool.take()));
  for (const each of many) pool.giveBack(each);
  const kept = Array.from({ length: 200 }, () => pool.take()).filter((each) => many.has(each));
  t.equal(kept.length, 64);
});
