import { type Engine, nameOfReason, Reason, RiskGate, type Side, TimeInForce } from '@qsl/matching-engine';
import { crc32c } from './crc32c.ts';
import { damaged } from './errors.ts';
import { createWhole, snapshotFile, writeAll } from './files.ts';
import { decodeHeader, encodeHeader, type Header, type JournalConfig } from './header.ts';
import { SNAPSHOT_MAGIC } from './layout.ts';

/*
 * A snapshot's header is a segment's under another magic word; its sequence is the engine's last. Behind it:
 *
 *   body   sum(4) orders(4) trades(8), then per resting order id(8) quantity(4) book(4) price(8)
 *
 * `book` is 2 × symbol + side. The orders of a price follow each other in the order of their priority, so that
 * submitting them one after the other rebuilds the queues. The sum covers everything behind it, to the end of the file.
 */
const SUM = 0;
const ORDERS = 4;
const TRADES = 8;
const FIRST_ORDER = 16;
const ID_LOW = 0;
const ID_HIGH = 4;
const QUANTITY = 8;
const BOOK = 12;
const PRICE = 16;
const ORDER_BYTES = 24;

/** Writes an engine's state to its folder, whole or not at all. Returns the file. */
export function writeSnapshot(folder: string, config: JournalConfig, engine: Engine): string {
  const file = snapshotFile(folder, engine.lastSequence);
  const header = encodeHeader(SNAPSHOT_MAGIC, config, engine.lastSequence);
  const body = encodeBody(engine);
  createWhole(folder, file, (fd) => {
    writeAll(fd, header);
    writeAll(fd, body);
  });
  return file;
}

function encodeBody(engine: Engine): Uint8Array {
  const bytes = new Uint8Array(FIRST_ORDER + engine.restingOrders * ORDER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(ORDERS, engine.restingOrders, true);
  view.setBigUint64(TRADES, BigInt(engine.totalTrades), true);
  let at = FIRST_ORDER;
  for (let book = 0; book < engine.symbolCount * 2; book++) {
    for (const { price, orders } of engine.levels(book >>> 1, (book & 1) as Side)) {
      for (const { idHigh, idLow, quantity } of orders) {
        view.setInt32(at + ID_LOW, idLow, true);
        view.setInt32(at + ID_HIGH, idHigh, true);
        view.setUint32(at + QUANTITY, quantity, true);
        view.setUint32(at + BOOK, book, true);
        view.setBigUint64(at + PRICE, BigInt(price), true);
        at += ORDER_BYTES;
      }
    }
  }
  view.setInt32(SUM, crc32c(view, ORDERS, bytes.length), true);
  return bytes;
}

/**
 * Brings an engine without orders, and with the symbols of the snapshot registered, to the state of a snapshot.
 * @throws JournalError where a byte of it is wrong
 */
export function restoreSnapshot(
  { file, view }: { file: string; view: DataView },
  header: Header,
  engine: Engine,
): void {
  const body = new DataView(view.buffer, view.byteOffset + header.length, view.byteLength - header.length);
  if (body.byteLength < FIRST_ORDER) throw damaged(file, view.byteLength, 'it ends within its body', 'snapshot');
  if (body.getInt32(SUM, true) !== crc32c(body, ORDERS, body.byteLength)) {
    throw damaged(file, header.length, 'the sum of its body is wrong', 'snapshot');
  }
  const orders = body.getUint32(ORDERS, true);
  if (body.byteLength !== FIRST_ORDER + orders * ORDER_BYTES || orders > header.config.maxOrders) {
    throw damaged(file, header.length + ORDERS, `${orders} orders are not what it holds`, 'snapshot');
  }
  const totalTrades = Number(body.getBigUint64(TRADES, true));
  if (!Number.isSafeInteger(totalTrades))
    throw damaged(file, header.length + TRADES, `${totalTrades} trades are too many`, 'snapshot');
  // A right sum says that the bytes are those written, not that an engine wrote them; and the engine checks nothing.
  const risk = new RiskGate(engine, header.config.risk);
  for (let at = FIRST_ORDER; at < body.byteLength; at += ORDER_BYTES) {
    const [idHigh, idLow] = [body.getInt32(at + ID_HIGH, true), body.getInt32(at + ID_LOW, true)];
    const [quantity, book] = [body.getUint32(at + QUANTITY, true), body.getUint32(at + BOOK, true)];
    const price = Number(body.getBigUint64(at + PRICE, true));
    const [symbol, side] = [book >>> 1, (book & 1) as Side];
    const reason = risk.checkLimit(symbol, side, idHigh, idLow, price, quantity, TimeInForce.GoodTillCancel);
    if (reason !== Reason.None)
      throw damaged(file, header.length + at, `an order cannot rest: ${nameOfReason(reason)}`, 'snapshot');
    engine.submitLimit(symbol, side, idHigh, idLow, price, quantity, TimeInForce.GoodTillCancel);
  }
  if (engine.restingOrders !== orders)
    throw damaged(file, header.length, 'its orders trade with each other', 'snapshot');
  engine.continueFrom({ lastSequence: header.sequence, totalTrades });
}

/** @throws JournalError where it is no snapshot's header */
export function snapshotHeader(file: string, view: DataView): Header {
  return decodeHeader(SNAPSHOT_MAGIC, view, view.byteLength, file);
}
