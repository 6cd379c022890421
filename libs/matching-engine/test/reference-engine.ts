/**
 * The naive reference: the matching specification in the shortest form that can be checked by reading. One array of
 * resting orders, sorted anew for every fill; bigints for ids, prices and products, so nothing rounds. It shares no code
 * and no type with the engine, and is what engine, sessions and gateways are compared with.
 */

export interface ReferenceLimits {
  /** Orders that can rest at once, over all symbols. */
  readonly maxOrders: number;
  readonly maxOrderQuantity: bigint;
  readonly maxNotional: bigint;
}

interface OnSymbol {
  readonly symbol: number;
  readonly id: bigint;
}

export interface ReferenceLimit extends OnSymbol {
  readonly kind: 'limit';
  /** 'B' or 'S'; anything else is an InvalidSide. */
  readonly side: string;
  readonly price: bigint;
  readonly quantity: number;
  readonly timeInForce: 'GTC' | 'IOC';
}

export interface ReferenceMarket extends OnSymbol {
  readonly kind: 'market';
  readonly side: string;
  readonly quantity: number;
}

export interface ReferenceCancel extends OnSymbol {
  readonly kind: 'cancel';
}

export interface ReferenceModify extends OnSymbol {
  readonly kind: 'modify';
  readonly price: bigint;
  readonly quantity: number;
}

/** Everything but a registration, which is `register`. */
export type ReferenceCommand = ReferenceLimit | ReferenceMarket | ReferenceCancel | ReferenceModify;

export type ReferenceEvent =
  | {
      readonly kind: 'accept' | 'cancel' | 'modify';
      readonly sequence: number;
      readonly symbol: number;
      readonly id: bigint;
    }
  | {
      readonly kind: 'trade';
      readonly sequence: number;
      readonly symbol: number;
      readonly taker: bigint;
      readonly maker: bigint;
      readonly price: bigint;
      readonly quantity: number;
    };

/** Either a reason or the events: a rejected command changes nothing. */
export type ReferenceOutcome = { readonly reject: string } | { readonly events: readonly ReferenceEvent[] };

export interface ReferenceOrder {
  readonly symbol: number;
  readonly id: bigint;
  readonly side: string;
  readonly price: bigint;
  readonly quantity: number;
}

interface Resting extends OnSymbol {
  readonly side: string;
  readonly price: bigint;
  /** Place in time: a smaller number came earlier. */
  readonly arrival: number;
  quantity: number;
}

export class ReferenceEngine {
  readonly #limits: ReferenceLimits;
  readonly #names: string[] = [];
  #resting: Resting[] = [];
  #events: ReferenceEvent[] = [];
  #arrivals = 0;
  #sequence = 0;
  #trades = 0;

  constructor(limits: ReferenceLimits) {
    this.#limits = limits;
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  get totalTrades(): number {
    return this.#trades;
  }

  get symbolCount(): number {
    return this.#names.length;
  }

  register(name: string): number {
    if (!this.#names.includes(name)) this.#names.push(name);
    return this.#names.indexOf(name);
  }

  apply(command: ReferenceCommand): ReferenceOutcome {
    const reject = this.verdict(command);
    if (reject !== undefined) return { reject };
    this.#events = [];
    const { kind, symbol, id } = command;
    const answer = kind === 'limit' || kind === 'market' ? 'accept' : kind;
    this.#events.push({ kind: answer, sequence: ++this.#sequence, symbol, id });
    if (kind === 'limit') {
      const remaining = this.#match(command, command.quantity, command.price);
      if (command.timeInForce === 'GTC') this.#rest(command, remaining);
    } else if (kind === 'market') {
      this.#match(command, command.quantity);
    } else if (kind === 'cancel') {
      this.#remove(command);
    } else {
      this.#modify(command);
    }
    return { events: this.#events };
  }

  /** Every resting order of a side, in the order in which it would be filled. */
  orders(symbol: number, side: string): ReferenceOrder[] {
    return this.#queue(symbol, side).map(({ arrival: _, ...order }) => order);
  }

  #modify(command: ReferenceModify): void {
    const order = this.#find(command)!;
    const keepsPlace = order.price === command.price && command.quantity <= order.quantity;
    if (command.quantity > 0 && keepsPlace) {
      order.quantity = command.quantity;
      return;
    }
    this.#remove(command);
    const again = { ...command, side: order.side };
    this.#rest(again, this.#match(again, command.quantity, command.price));
  }

  /** Fills against the other side, up to a limit if there is one. Returns what is left. */
  #match(taker: OnSymbol & { side: string }, quantity: number, limit?: bigint): number {
    const buys = taker.side === 'B';
    let remaining = quantity;
    while (remaining > 0) {
      const maker = this.#queue(taker.symbol, buys ? 'S' : 'B')[0];
      if (maker === undefined) break;
      if (limit !== undefined && (buys ? maker.price > limit : maker.price < limit)) break;
      const filled = Math.min(remaining, maker.quantity);
      const { symbol, price } = maker;
      const sequence = ++this.#sequence;
      this.#events.push({ kind: 'trade', sequence, symbol, taker: taker.id, maker: maker.id, price, quantity: filled });
      this.#trades++;
      remaining -= filled;
      maker.quantity -= filled;
      if (maker.quantity === 0) this.#remove(maker);
    }
    return remaining;
  }

  #rest({ symbol, id, side, price }: OnSymbol & { side: string; price: bigint }, quantity: number): void {
    if (quantity > 0) this.#resting.push({ symbol, id, side, price, quantity, arrival: ++this.#arrivals });
  }

  #queue(symbol: number, side: string): Resting[] {
    const best = (a: Resting, b: Resting) => (side === 'B' ? b.price - a.price : a.price - b.price);
    return this.#resting
      .filter((order) => order.symbol === symbol && order.side === side)
      .sort((a, b) => Number(best(a, b)) || a.arrival - b.arrival);
  }

  #find({ symbol, id }: OnSymbol): Resting | undefined {
    return this.#resting.find((order) => order.symbol === symbol && order.id === id);
  }

  #remove({ symbol, id }: OnSymbol): void {
    this.#resting = this.#resting.filter((order) => order.symbol !== symbol || order.id !== id);
  }

  /** Why `apply` would reject a command now; undefined where it would not. */
  verdict(command: ReferenceCommand): string | undefined {
    if (command.symbol >= this.#names.length) return 'UnknownSymbol';
    const rests = this.#find(command) !== undefined;
    if (command.kind === 'cancel' || command.kind === 'modify') {
      if (!rests) return 'UnknownOrder';
      if (command.kind === 'cancel' || command.quantity === 0) return undefined;
      return this.#checkTerms(command.quantity, command.price);
    }
    if (rests) return 'DuplicateOrderId';
    if (command.side !== 'B' && command.side !== 'S') return 'InvalidSide';
    if (command.kind === 'market') return this.#checkTerms(command.quantity);
    const reason = this.#checkTerms(command.quantity, command.price);
    if (reason !== undefined) return reason;
    const full = this.#resting.length >= this.#limits.maxOrders;
    return full && command.timeInForce === 'GTC' ? 'StorageExhausted' : undefined;
  }

  #checkTerms(quantity: number, price?: bigint): string | undefined {
    if (price !== undefined && price <= 0n) return 'InvalidPrice';
    if (quantity === 0) return 'InvalidQuantity';
    if (BigInt(quantity) > this.#limits.maxOrderQuantity) return 'MaxQuantityExceeded';
    const most = price === undefined ? undefined : this.#limits.maxNotional / price;
    return most !== undefined && BigInt(quantity) > most ? 'MaxNotionalExceeded' : undefined;
  }
}
