import { encodeMessage, HEADER_SIZE, Header, MAX_BODY, MessageType, NewOrderFrame, VERSION } from '@qsl/wire-protocol';
import type { Dice } from './dice.ts';
import type { Request, Tail } from './script.ts';
import { messageOf } from './wire.ts';

type Make = (dice: Dice, frame: Buffer) => Uint8Array;

/** A header's fields, whatever they are worth. */
function header(type: number, bodyLength: number, version: number = VERSION): Buffer {
  const bytes = Buffer.alloc(HEADER_SIZE);
  bytes.writeUInt16BE(type, Header.type);
  bytes.writeUInt16BE(version, Header.version);
  bytes.writeUInt32BE(bodyLength, Header.bodyLength);
  return bytes;
}

function withByte(frame: Buffer, at: number, value: number): Buffer {
  frame.writeUInt8(value, at);
  return frame;
}

/** Everything that ends a session, by what is wrong with it. Each is given a sound NewOrder. */
const KINDS: Readonly<Record<string, Make>> = {
  'unsupported version': (dice, frame) => {
    frame.writeUInt16BE(dice.pick([0, 2, 0x0100, 0xffff]), Header.version);
    return frame;
  },
  'unknown type': (dice, frame) => {
    frame.writeUInt16BE(dice.pick([0, 10, 0x0100, 0xffff]), Header.type);
    return frame;
  },
  'body too large': (dice) => header(MessageType.NewOrder, dice.pick([MAX_BODY + 1, 2 ** 31, 2 ** 32 - 1])),
  'body too short': (_, frame) => {
    frame.writeUInt32BE(NewOrderFrame.bodySize - 1, Header.bodyLength);
    return frame;
  },
  'body too long': (dice) => header(dice.pick([MessageType.CancelOrder, MessageType.Heartbeat]), MAX_BODY),
  'reply from a client': (dice) =>
    encodeMessage({ type: MessageType.Ack, sequence: 0n, orderId: dice.u64(), engineSequence: 1n }),
  'market data from a client': () =>
    encodeMessage({ type: MessageType.MdTrade, sequence: 0n, symbol: 0, price: 1n, quantity: 1 }),
  'invalid side': (dice, frame) => withByte(frame, NewOrderFrame.side, dice.between(2, 255)),
  'invalid order type': (dice, frame) => withByte(frame, NewOrderFrame.orderType, dice.between(2, 255)),
  'invalid time in force': (dice, frame) => withByte(frame, NewOrderFrame.timeInForce, dice.between(2, 255)),
  noise: (dice) => {
    const bytes = Buffer.from(Array.from({ length: dice.between(HEADER_SIZE, 2000) }, () => dice.below(256)));
    return withByte(bytes, Header.version, 0xff); // whatever else it may be, it is no version 1
  },
};

export const MALFORMED_KINDS = Object.keys(KINDS);

/** Bytes that end a session, and sound frames behind them that must have no effect. */
export function malformed(dice: Dice, what: string, behind: readonly Request[]): Tail {
  const bad = KINDS[what]!(dice, soundOrder(dice));
  const after = behind.map((request) => encodeMessage(messageOf(request, 0n)));
  return { what, hex: Buffer.concat([bad, ...after]).toString('hex') };
}

/** The beginning of a frame that never ends. */
export function unfinished(dice: Dice, what: string): Tail {
  const frame = soundOrder(dice);
  return { what, hex: frame.subarray(0, dice.between(1, frame.length - 1)).toString('hex') };
}

/** The frame of an order that there is nothing wrong with. */
function soundOrder(dice: Dice): Buffer {
  const terms = { side: 'B', price: 1n, quantity: 1, timeInForce: 'GTC' } as const;
  return Buffer.from(encodeMessage(messageOf({ kind: 'limit', id: dice.u64(), symbol: 0, ...terms }, 0n)));
}
