import { formatOrderId, type OrderId } from '../order-id.ts';
import { nameOfReason, type Reason } from '../order-types.ts';
import type { BookSnapshot, EngineSnapshot } from '../snapshot.ts';

/** The command's name in a `reject` line. */
export type RejectedCommand = 'new_limit' | 'new_market' | 'cancel' | 'modify';

export function formatReject(command: RejectedCommand, id: OrderId, reason: Reason): string {
  return `reject ${command} ${formatOrderId(id.high, id.low)} ${nameOfReason(reason)}`;
}

/** The event that answers a command itself, before any trades. */
export function formatAnswer(kind: 'accept' | 'cancel' | 'modify', sequence: number, symbol: number, id: OrderId) {
  return `evt ${kind} ${sequence} ${symbol} ${formatOrderId(id.high, id.low)}`;
}

export interface TradeOfTranscript {
  readonly sequence: number;
  readonly symbol: number;
  readonly taker: OrderId;
  readonly maker: OrderId;
  readonly price: number;
  readonly quantity: number;
}

export function formatTrade({ sequence, symbol, taker, maker, price, quantity }: TradeOfTranscript): string {
  const ids = `${formatOrderId(taker.high, taker.low)} ${formatOrderId(maker.high, maker.low)}`;
  return `evt trade ${sequence} ${symbol} ${ids} ${price} ${quantity}`;
}

export function* formatSnapshot({ lastSequence, trades, books }: EngineSnapshot): Generator<string> {
  yield `snapshot last_seq ${lastSequence} trades ${trades}`;
  for (const book of books) yield* formatBook(book);
}

function* formatBook({ symbol, bestBid, bestAsk, orders, bids, asks }: BookSnapshot): Generator<string> {
  yield `sym ${symbol} bid ${bestBid ?? '-'} ask ${bestAsk ?? '-'} orders ${orders}`;
  for (const { price, total } of bids) yield `level ${symbol} B ${price} ${total}`;
  for (const { price, total } of asks) yield `level ${symbol} A ${price} ${total}`;
}
