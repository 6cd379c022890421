/** What the market data library makes of commands, on an engine of its own: what a gateway that takes them has to send. */
import { createFeedMemory, createPublish, MessageEncoder, type Publish } from '@qsl/market-data';
import { DatagramList } from '@qsl/market-data/testing';
import { Engine } from '@qsl/matching-engine';
import type { FlowCommand } from '@qsl/order-flow';
import { cancelOrder, newOrder, OrderType } from './frames.ts';

/** The commands that the wire protocol has. */
export type WireCommand = Exclude<FlowCommand, { kind: 'register' | 'modify' }>;

/** A command as a client sends it. */
export function requestOf(command: WireCommand): Buffer {
  const { id, symbol } = command;
  if (command.kind === 'cancel') return cancelOrder({ id: BigInt(id), symbol });
  const { side, quantity } = command;
  if (command.kind === 'market')
    return newOrder({ id: BigInt(id), symbol, side, quantity, orderType: OrderType.Market });
  const { price, timeInForce } = command;
  return newOrder({ id: BigInt(id), symbol, side, quantity, timeInForce, price: BigInt(price) });
}

/** A feed without threads, rings and sockets. */
export class ExpectedFeed {
  readonly #engine: Engine;
  readonly #publish: Publish;
  readonly #list = new DatagramList();

  constructor(symbols: number) {
    this.#engine = Engine.create({ maxOrders: 4096, maxSymbols: symbols });
    for (let symbol = 0; symbol < symbols; symbol++) this.#engine.addSymbol();
    this.#publish = createPublish(this.#engine, createFeedMemory(symbols), new MessageEncoder(this.#list));
  }

  /** Applies the next command. A cancel of an order that does not rest is refused, and tells nobody anything. */
  apply(command: WireCommand): void {
    const engine = this.#engine;
    const { symbol, id } = command;
    if (command.kind === 'cancel') {
      if (!engine.cancel(symbol, 0, id)) return;
    } else if (command.kind === 'market') {
      engine.submitMarket(symbol, command.side, command.quantity);
    } else {
      const { side, price, quantity, timeInForce } = command;
      engine.submitLimit(symbol, side, 0, id, price, quantity, timeInForce);
    }
    this.#publish(symbol);
  }

  /** The datagrams since the last time. */
  take(): Buffer[] {
    return this.#list.datagrams.splice(0);
  }
}
