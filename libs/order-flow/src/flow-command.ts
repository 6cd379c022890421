import type { Side, TimeInForce } from '@qsl/matching-engine';
import { CommandKind, type FlowOptions, OrderFlow } from './order-flow.ts';

interface OnOrder {
  readonly symbol: number;
  readonly id: number;
}

/** A command of the flow as an object. */
export type FlowCommand =
  | { readonly kind: 'register'; readonly name: string }
  | (OnOrder & {
      readonly kind: 'limit';
      readonly side: Side;
      readonly price: number;
      readonly quantity: number;
      readonly timeInForce: TimeInForce;
    })
  | (OnOrder & { readonly kind: 'market'; readonly side: Side; readonly quantity: number })
  | (OnOrder & { readonly kind: 'cancel' })
  | (OnOrder & { readonly kind: 'modify'; readonly price: number; readonly quantity: number });

/** The whole flow: a registration a symbol (S0, S1, …), then the commands of an OrderFlow. Throws RangeError as that does. */
export function* orderFlow(options: FlowOptions): Generator<FlowCommand> {
  const flow = new OrderFlow(options);
  for (let symbol = 0; symbol < options.symbols; symbol++) yield { kind: 'register', name: `S${symbol}` };
  while (flow.next()) yield commandOf(flow);
}

function commandOf({ kind, symbol, id, side, price, quantity, timeInForce }: OrderFlow): FlowCommand {
  switch (kind) {
    case CommandKind.Limit:
      return { kind: 'limit', symbol, id, side, price, quantity, timeInForce };
    case CommandKind.Market:
      return { kind: 'market', symbol, id, side, quantity };
    case CommandKind.Cancel:
      return { kind: 'cancel', symbol, id };
    case CommandKind.Modify:
      return { kind: 'modify', symbol, id, price, quantity };
  }
}
