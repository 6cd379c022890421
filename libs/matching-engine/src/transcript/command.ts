import type { OrderId } from '../order-id.ts';
import { Side, TimeInForce } from '../order-types.ts';
import type { TranscriptLine } from './line.ts';

/** A command as a `cmd` line states it. */
export type Command =
  | { readonly kind: 'reg'; readonly name: string }
  | {
      readonly kind: 'limit';
      readonly symbol: number;
      readonly id: OrderId;
      readonly side: Side;
      readonly price: number;
      readonly quantity: number;
      readonly timeInForce: TimeInForce;
    }
  | {
      readonly kind: 'market';
      readonly symbol: number;
      readonly id: OrderId;
      readonly side: Side;
      readonly quantity: number;
    }
  | { readonly kind: 'cancel'; readonly symbol: number; readonly id: OrderId }
  | {
      readonly kind: 'modify';
      readonly symbol: number;
      readonly id: OrderId;
      readonly price: number;
      readonly quantity: number;
    };

const FORMS: ReadonlyMap<string, string> = new Map([
  ['reg', 'cmd reg NAME'],
  ['limit', 'cmd limit SYMBOL ID B|S PRICE QUANTITY GTC|IOC'],
  ['market', 'cmd market SYMBOL ID B|S QUANTITY'],
  ['cancel', 'cmd cancel SYMBOL ID'],
  ['modify', 'cmd modify SYMBOL ID PRICE QUANTITY'],
]);

const SIDES: ReadonlyMap<string, Side> = new Map([
  ['B', Side.Buy],
  ['S', Side.Sell],
]);

const TIMES_IN_FORCE: ReadonlyMap<string, TimeInForce> = new Map([
  ['GTC', TimeInForce.GoodTillCancel],
  ['IOC', TimeInForce.ImmediateOrCancel],
]);

/**
 * The command of a `cmd` line.
 * @throws TranscriptError where the line is none, or has a field that cannot be read
 */
export function parseCommand(line: TranscriptLine): Command {
  const kind = line.fields[1];
  const form = kind === undefined || line.fields[0] !== 'cmd' ? undefined : FORMS.get(kind);
  if (form === undefined) line.fail(`one of ${[...FORMS.values()].map((each) => `"${each}"`).join(', ')}`);
  if (line.fields.length !== form.split(' ').length) line.fail(`"${form}"`);
  if (kind === 'reg') return { kind, name: line.fields[2]! };
  const symbol = line.uint32(2, 'SYMBOL');
  const id = line.orderId(3);
  switch (kind) {
    case 'limit':
      return {
        kind,
        symbol,
        id,
        side: line.choice(4, SIDES),
        price: line.int64(5, 'PRICE'),
        quantity: line.uint32(6, 'QUANTITY'),
        timeInForce: line.choice(7, TIMES_IN_FORCE),
      };
    case 'market':
      return { kind, symbol, id, side: line.choice(4, SIDES), quantity: line.uint32(5, 'QUANTITY') };
    case 'modify':
      return { kind, symbol, id, price: line.int64(4, 'PRICE'), quantity: line.uint32(5, 'QUANTITY') };
    default:
      return { kind: 'cancel', symbol, id };
  }
}
