import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PrerequisiteError, UntrustedMeasurement } from '@qsl/cli';
import { createFeedMemory, createPublish, MAX_DATAGRAM_BYTES, MessageEncoder } from '@qsl/market-data';
import { OrderFlow } from '@qsl/order-flow';

const SOURCE = path.resolve(import.meta.dirname, '../../../tools/yardsticks/feed_floor.c');

/** Builds the C yardstick in a folder of its own, which is gone when this process ends, and gives the program's path. */
export function buildFloor(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'qsl-feed-floor-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, 'feed_floor');
  const { status, stderr, error } = spawnSync('cc', ['-O2', '-o', program, SOURCE], { encoding: 'utf8' });
  if (status === 0) return program;
  throw new PrerequisiteError({
    code: 'NO_YARDSTICK',
    message: `the C yardstick cannot be built: ${error?.message ?? stderr}`,
    remedy: 'Install a C compiler that can be called as cc.',
  });
}

const COMPARED_ORDERS = 20_000;
const SYMBOLS = 3;
const SEED = 42n;

/** Throws UntrustedMeasurement unless the yardstick's datagrams are those of the library, byte for byte. */
export function assertSameFeed(program: string): void {
  const { stdout } = spawnSync(program, ['bytes', String(COMPARED_ORDERS)], { maxBuffer: 2 ** 30 });
  if (stdout.equals(feedBytes())) return;
  throw new UntrustedMeasurement({
    code: 'ANOTHER_FEED',
    message: 'the C yardstick does not publish the same datagrams',
    remedy: 'Mend tools/yardsticks/feed_flow.h.',
  });
}

function feedBytes(): Buffer {
  const bytes = Buffer.alloc(2 * COMPARED_ORDERS * MAX_DATAGRAM_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let length = 0;
  const commit = (messageBytes: number) => {
    length += messageBytes;
  };
  const flow = new OrderFlow({ seed: SEED, symbols: SYMBOLS, orders: COMPARED_ORDERS });
  const encoder = new MessageEncoder({ view, reserve: () => length, commit });
  const publish = createPublish(flow.engine, createFeedMemory(SYMBOLS), encoder);
  while (flow.next()) if (flow.tookEffect) publish(flow.symbol);
  return bytes.subarray(0, length);
}
