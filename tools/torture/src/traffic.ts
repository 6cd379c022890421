import type { Dice } from './dice.ts';
import type { Request } from './script.ts';
import { TERMS } from './terms.ts';

const MID_PRICE = 1000;
/** Prices lie so close to each other that most orders meet another. */
const PRICE_SPREAD = 6;
/** The part of a quantity that tells one order from others. */
const MARKS = 64;
const MOST_LOTS = 12;
const RECENT = 24;
const TOO_LOW = [0n, -1n, -(2n ** 63n)];
const TOO_HIGH = [BigInt(TERMS.maxNotional) + 1n, 2n ** 53n, 2n ** 63n - 1n];
const LARGEST = {
  quantity: TERMS.maxOrderQuantity,
  price: BigInt(TERMS.maxNotional / TERMS.maxOrderQuantity),
};
/** Of the largest orders, those that take all there is on a side; a book that is often swept never grows deep. */
const SWEEP_PERCENT = 20;
const NO_SYMBOLS = [TERMS.symbols.length, 255, 2 ** 32 - 1];

type Kind = 'limit' | 'market' | 'cancel' | 'again' | 'heartbeat' | 'older' | 'invalid';
const MIX: Readonly<Record<Kind, number>> = {
  limit: 52,
  market: 5,
  cancel: 19,
  again: 6,
  heartbeat: 5,
  older: 6,
  invalid: 7,
};

/**
 * A command as the journal tells it: what has no effect is left out. It names the connection that sent it, since no two
 * connections of a round send commands that have the same key; see Traffic.
 */
export function keyOf(request: Exclude<Request, { kind: 'heartbeat' }>): string {
  const { kind, symbol, id } = request;
  if (kind === 'cancel') return `cancel ${symbol} ${id}`;
  const { side, quantity } = request;
  if (kind === 'market') return `market ${symbol} ${id} ${side} ${quantity}`;
  return `limit ${symbol} ${id} ${side} ${quantity} ${request.price} ${request.timeInForce}`;
}

/**
 * The requests of one client, over all its connections. A connection uses its own ids as it likes, and each id of the
 * connections before it at most once: that may still be at work in the gateway. No order is like another (its quantity
 * tells), and an id that one connection has cancelled is cancelled by no later one.
 */
export class Traffic {
  readonly #dice: Dice;
  readonly #firstId: bigint;
  #ids = 0;
  #serial = 0;
  #own: Named[] = [];
  #older: Named[] = [];
  readonly #all: Named[] = [];
  readonly #cancelled = new Set<bigint>();
  readonly #keys = new Set<string>();

  /** @param client its number: ids of different clients are different */
  constructor(dice: Dice, client: number) {
    this.#dice = dice;
    this.#firstId = firstIdOf(client);
  }

  /** The next connection's requests. */
  connection(count: number): Request[] {
    this.#older = [...this.#all];
    this.#own = [];
    return Array.from({ length: count }, () => this.#request());
  }

  #request(): Request {
    const kind = this.#dice.weighted(MIX);
    if (kind === 'heartbeat') return { kind, token: this.#dice.u64() };
    if (kind === 'invalid') return this.#invalid();
    if (kind === 'older') return this.#olderId();
    const known = this.#own.at(-1 - this.#dice.below(Math.min(RECENT, this.#own.length) || 1));
    if (kind === 'cancel' && known !== undefined) return this.#cancel(known);
    if (kind === 'again' && known !== undefined) return this.#order('limit', known);
    return this.#order(kind === 'market' ? 'market' : 'limit', this.#newId());
  }

  /** The retry of an order, or the cancel of one, whose answer an earlier connection may not have got. */
  #olderId(): Request {
    const [named] = this.#older.splice(this.#dice.below(this.#older.length || 1), 1);
    if (named === undefined) return this.#order('limit', this.#newId());
    if (this.#dice.chance(60) || this.#cancelled.has(named.id)) return this.#order('limit', named);
    return this.#cancel(named);
  }

  #cancel({ id, symbol }: Named): Request {
    this.#cancelled.add(id);
    return { kind: 'cancel', id, symbol };
  }

  #order(kind: 'limit' | 'market', { id, symbol }: Named): Request {
    const dice = this.#dice;
    const side = dice.chance(50) ? 'B' : 'S';
    const price = BigInt(MID_PRICE + dice.between(-PRICE_SPREAD, PRICE_SPREAD));
    const timeInForce = dice.chance(80) ? 'GTC' : 'IOC';
    for (;;) {
      const quantity = 1 + dice.below(MOST_LOTS) * MARKS + (this.#serial++ % MARKS);
      const order = { symbol, id, side, quantity };
      const request: Request = kind === 'market' ? { kind, ...order } : { kind: 'limit', ...order, price, timeInForce };
      const key = keyOf(request);
      if (this.#keys.has(key)) continue;
      this.#keys.add(key);
      return request;
    }
  }

  /** What is rejected whatever the books hold; or just not. */
  #invalid(): Request {
    const dice = this.#dice;
    const named = this.#newId();
    const order = { ...this.#order('limit', named), kind: 'limit' } as Extract<Request, { kind: 'limit' }>;
    switch (dice.below(7)) {
      case 0:
        return { ...order, symbol: dice.pick(NO_SYMBOLS) };
      case 1:
        return { ...order, price: dice.pick(TOO_LOW) };
      case 2:
        return { ...order, price: dice.pick(TOO_HIGH) };
      case 3:
        return { ...order, quantity: 0 };
      case 4:
        return { ...order, quantity: dice.pick([TERMS.maxOrderQuantity + 1, 2 ** 32 - 1]) };
      case 5: // as large as it may be
        return dice.chance(SWEEP_PERCENT) ? sweep(order) : { ...order, ...LARGEST, timeInForce: 'IOC' };
      default:
        return { kind: 'cancel', id: dice.u64(), symbol: dice.pick([named.symbol, ...NO_SYMBOLS]) };
    }
  }

  #newId(): Named {
    const named = { id: this.#firstId + BigInt(this.#ids++), symbol: this.#dice.below(TERMS.symbols.length) };
    this.#own.push(named);
    this.#all.push(named);
    return named;
  }
}

function sweep({ id, symbol, side }: { id: bigint; symbol: number; side: string }): Request {
  return { kind: 'market', id, symbol, side, quantity: TERMS.maxOrderQuantity };
}

interface Named {
  readonly id: bigint;
  readonly symbol: number;
}

/** Ids a client can have. */
const IDS = 2n ** 16n;

/** All over the 64 bits: the first clients have the smallest ids and the largest. */
function firstIdOf(client: number): bigint {
  if (client === 0) return 0n;
  if (client === 1) return 2n ** 64n - IDS;
  return BigInt.asUintN(64, BigInt(client) * 0x9e3779b97f4a7c15n) & ~(IDS - 1n);
}
