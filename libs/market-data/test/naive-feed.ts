/** The publisher's rules word for word, over the naive reference engine and with the codec for objects. */
import { type ReferenceCommand, ReferenceEngine } from '@qsl/matching-engine/reference';
import { type FlowCommand, type FlowOptions, orderFlow } from '@qsl/order-flow';
import { encodeMessage, MessageType } from '@qsl/wire-protocol';

const NO_RISK = { maxOrders: 2 ** 30, maxOrderQuantity: 2n ** 32n, maxNotional: 2n ** 64n };

export function* naiveFeed(options: FlowOptions): Generator<Uint8Array> {
  const engine = new ReferenceEngine(NO_RISK);
  const lastTop = new Map<number, string>();
  let sequence = 0n;
  for (const command of orderFlow(options)) {
    if (command.kind === 'register') {
      engine.register(command.name);
      continue;
    }
    const outcome = engine.apply(referenceCommand(command));
    if (!('events' in outcome)) continue;
    const touched = new Set<number>();
    for (const event of outcome.events) {
      touched.add(event.symbol);
      if (event.kind !== 'trade') continue;
      const { symbol, price, quantity } = event;
      yield encodeMessage({ type: MessageType.MdTrade, sequence: ++sequence, symbol, price, quantity });
    }
    for (const symbol of touched) {
      const bid = engine.orders(symbol, 'B')[0]?.price ?? null;
      const ask = engine.orders(symbol, 'S')[0]?.price ?? null;
      const top = `${bid}/${ask}`;
      const last = lastTop.get(symbol);
      lastTop.set(symbol, top);
      const isNews = last === undefined ? bid !== null || ask !== null : top !== last;
      if (isNews) yield encodeMessage({ type: MessageType.MdTopOfBook, sequence: ++sequence, symbol, bid, ask });
    }
  }
}

function referenceCommand(command: Exclude<FlowCommand, { kind: 'register' }>): ReferenceCommand {
  const { symbol } = command;
  const id = BigInt(command.id);
  switch (command.kind) {
    case 'limit': {
      const { price, quantity } = command;
      const timeInForce = command.timeInForce === 0 ? 'GTC' : 'IOC';
      return { kind: 'limit', symbol, id, side: sideName(command.side), price: BigInt(price), quantity, timeInForce };
    }
    case 'market':
      return { kind: 'market', symbol, id, side: sideName(command.side), quantity: command.quantity };
    case 'cancel':
      return { kind: 'cancel', symbol, id };
    case 'modify':
      return { kind: 'modify', symbol, id, price: BigInt(command.price), quantity: command.quantity };
  }
}

function sideName(side: number): string {
  return side === 0 ? 'B' : 'S';
}
