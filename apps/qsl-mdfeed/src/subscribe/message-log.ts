import { type FeedReader, Reading } from '@qsl/market-data';
import { decodeMessageAt, type Message, MessageType } from '@qsl/wire-protocol';
import type { DatagramObserver } from './inbox.ts';

const ARRIVALS: Readonly<Record<Reading, string>> = {
  [Reading.InOrder]: 'inOrder',
  [Reading.AfterGap]: 'afterGap',
  [Reading.Duplicate]: 'duplicate',
  [Reading.OutOfOrder]: 'outOfOrder',
  [Reading.Malformed]: 'malformed',
};
/** What the text says of a message that did not come in its turn. */
const REMARKS: Partial<Record<Reading, string>> = {
  [Reading.Duplicate]: ' (duplicate)',
  [Reading.OutOfOrder]: ' (out of order)',
};

/** Writes a line for each message, and before it one for the gap, and keeps them until they are drained. */
export class MessageLog implements DatagramObserver {
  readonly #reader: FeedReader;
  readonly #json: boolean;
  #lines = '';

  /** @param options.json a JSON document a line, in place of text */
  constructor(reader: FeedReader, { json }: { json: boolean }) {
    this.#reader = reader;
    this.#json = json;
  }

  onDatagram(reading: Reading, view: DataView, offset: number, length: number): void {
    if (reading === Reading.Malformed) return;
    const decoded = decodeMessageAt(view, offset, offset + length);
    if (!decoded.ok) return;
    const { message } = decoded;
    if (reading === Reading.AfterGap) {
      const { gap } = this.#reader.tracker;
      this.#lines += this.#json
        ? `${JSON.stringify({ event: 'gap', missing: gap, beforeMdSeq: exact(message.sequence) })}\n`
        : `gap of ${gap} before md_seq=${message.sequence}\n`;
    }
    this.#lines += this.#json ? `${jsonLine(message, reading)}\n` : `${textLine(message)}${REMARKS[reading] ?? ''}\n`;
  }

  /** Takes the lines out. */
  drain(): string {
    const lines = this.#lines;
    this.#lines = '';
    return lines;
  }
}

function textLine(message: Message): string {
  switch (message.type) {
    case MessageType.MdTrade: {
      const { sequence, symbol, price, quantity } = message;
      return `MdTrade md_seq=${sequence} symbol=${symbol} price=${price} qty=${quantity}`;
    }
    case MessageType.MdTopOfBook: {
      const { sequence, symbol, bid, ask } = message;
      return `MdTopOfBook md_seq=${sequence} symbol=${symbol} bid=${bid ?? '-'} ask=${ask ?? '-'}`;
    }
    default:
      throw notMarketData(message);
  }
}

function jsonLine(message: Message, reading: Reading): string {
  const arrival = ARRIVALS[reading];
  const mdSeq = exact(message.sequence);
  switch (message.type) {
    case MessageType.MdTrade: {
      const { symbol, price, quantity } = message;
      return JSON.stringify({ event: 'trade', mdSeq, arrival, symbol, price: exact(price), quantity });
    }
    case MessageType.MdTopOfBook: {
      const { symbol, bid, ask } = message;
      return JSON.stringify({ event: 'topOfBook', mdSeq, arrival, symbol, bid: exact(bid), ask: exact(ask) });
    }
    default:
      throw notMarketData(message);
  }
}

/** A 64-bit number for JSON: as text where a double would round it. */
function exact<T extends bigint | null>(value: T): number | string | null {
  if (value === null) return null;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** A reader lets nothing else through. */
function notMarketData({ type }: Message): Error {
  return new TypeError(`message type ${type} is no market data`);
}
