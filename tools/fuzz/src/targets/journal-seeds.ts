import { type ReferenceCommand, ReferenceEngine } from '@qsl/matching-engine/reference';
import type { Random } from '../random.ts';
import { CONFIG, sumOf, writeHeader, writeRecord } from './journal-format.ts';

export function referenceEngine(): ReferenceEngine {
  const { maxOrderQuantity, maxNotional } = CONFIG.risk;
  const limits = { maxOrderQuantity: BigInt(maxOrderQuantity), maxNotional: BigInt(maxNotional) };
  const engine = new ReferenceEngine({ maxOrders: CONFIG.maxOrders, ...limits });
  for (const name of CONFIG.symbols) engine.register(name);
  return engine;
}

export function randomCommand(random: Random): ReferenceCommand {
  const target = { symbol: random.below(2), id: BigInt(random.below(24)) };
  const side = random.oneIn(2) ? 'B' : 'S';
  const [price, quantity] = [BigInt(97 + random.below(7)), 1 + random.below(9)];
  const choice = random.below(12);
  if (choice === 0) return { kind: 'market', ...target, side, quantity };
  if (choice <= 2) return { kind: 'cancel', ...target };
  if (choice <= 4) return { kind: 'modify', ...target, price, quantity };
  return { kind: 'limit', ...target, side, price, quantity, timeInForce: random.oneIn(6) ? 'IOC' : 'GTC' };
}

/** A sound segment of the commands that were accepted among `tries`, perhaps closed in order. */
export function randomSegment(random: Random, tries: number, closed: boolean): Uint8Array {
  const bytes = new Uint8Array(64 + 40 * (tries + 1));
  const view = new DataView(bytes.buffer);
  const engine = referenceEngine();
  let at = writeHeader(view, 'QSL-JRNL', 1n);
  for (let i = 0; i < tries; i++) {
    const command = randomCommand(random);
    const sequence = BigInt(engine.lastSequence + 1);
    if ('events' in engine.apply(command)) at += writeRecord(view, at, sequence, command);
  }
  if (closed) at += writeRecord(view, at, BigInt(engine.lastSequence + 1), undefined);
  return bytes.subarray(0, at);
}

/** Where the body of a snapshot begins that has this configuration. */
export function snapshotBody(view: DataView): number {
  return view.byteLength < 48 ? 0 : Math.min(view.getUint32(12, true), view.byteLength);
}

export function sealSnapshot(view: DataView): void {
  const body = snapshotBody(view);
  if (body + 4 <= view.byteLength) view.setInt32(body, sumOf(view, body + 4, view.byteLength), true);
}

/** A sound snapshot: sum(4) orders(4) trades(8), then id(8) quantity(4) book(4) price(8) for each resting order. */
export function randomSnapshot(random: Random, tries: number): Uint8Array {
  const engine = referenceEngine();
  for (let i = 0; i < tries; i++) engine.apply(randomCommand(random));
  const orders = [0, 1].flatMap((symbol) => [...engine.orders(symbol, 'B'), ...engine.orders(symbol, 'S')]);
  const bytes = new Uint8Array(64 + 16 + 24 * orders.length);
  let view = new DataView(bytes.buffer);
  const body = writeHeader(view, 'QSL-SNAP', BigInt(engine.lastSequence));
  view = new DataView(bytes.buffer, 0, body + 16 + 24 * orders.length);
  view.setUint32(body + 4, orders.length, true);
  view.setBigUint64(body + 8, BigInt(engine.totalTrades), true);
  for (const [i, { id, quantity, symbol, side, price }] of orders.entries()) {
    const at = body + 16 + 24 * i;
    view.setBigUint64(at, id, true);
    view.setUint32(at + 8, quantity, true);
    view.setUint32(at + 12, symbol * 2 + (side === 'B' ? 0 : 1), true);
    view.setBigUint64(at + 16, price, true);
  }
  sealSnapshot(view);
  return bytes.subarray(0, view.byteLength);
}
