/**
 * What the engine is timed on. All are deterministic, defined so that a program in any language can do the same work
 * and compare its checksum: the sum over trades of (maker id + price + quantity), modulo 2^32, warm-up included.
 *
 * Draws: xorshift32 from 2463534242 (x ^= x << 13; x ^= x >> 17; x ^= x << 5; the new x is the draw r, unsigned).
 * "Quote" is one order of a flow: side = r & 1 (0 buy), quantity = 1 + (r >> 8) % 8, price as each flow says; a good-till-
 * cancelled limit, checked by the risk gate first. If its remainder rests, its id is parked in a ring, and when the ring
 * is full the oldest parked id (which may be gone) is cancelled first and its place taken.
 */
import { DEFAULT_RISK_LIMITS, Engine, Reason, RiskGate, Side, TimeInForce } from '../src/index.ts';

// Constants of this module: an imported binding is read anew at every use.
const GTC = TimeInForce.GoodTillCancel;
const BUY = Side.Buy;
const SELL = Side.Sell;
const NONE = Reason.None;

export interface Workload {
  readonly name: string;
  /** Of the warm-up and the timed orders together, from a program that shares no code with the engine. */
  readonly expectedChecksum: number;
  readonly warmUpOrders: number;
  readonly orders: number;
  /** A fresh engine, and how to push orders through it. */
  start(): WorkloadRun;
}

export interface WorkloadRun {
  /** Pushes `orders` more orders through the engine; returns the nanoseconds that the timed part of it took. */
  run(orders: number): number;
  checksum(): number;
}

class Draws {
  #x = 2463534242 | 0;

  /** The next draw, as an int32: a caller that divides it makes it unsigned first. */
  next(): number {
    let x = this.#x;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#x = x;
    return x;
  }
}

class Market {
  readonly engine: Engine;
  readonly gate: RiskGate;
  checksum = 0;

  constructor(maxOrders: number) {
    this.engine = Engine.create({ maxOrders, maxSymbols: 1 });
    this.engine.addSymbol();
    this.gate = new RiskGate(this.engine, { ...DEFAULT_RISK_LIMITS, maxNotional: Number.MAX_SAFE_INTEGER });
  }

  submit(side: Side, idHigh: number, idLow: number, price: number, quantity: number): void {
    const { engine } = this;
    if (this.gate.checkLimit(0, side, idHigh, idLow, price, quantity, GTC) !== NONE)
      throw new Error('an order was refused');
    engine.submitLimit(0, side, idHigh, idLow, price, quantity, GTC);
    let sum = this.checksum;
    for (let i = 0; i < engine.tradeCount; i++) {
      sum = (sum + engine.tradeMakerLow(i) + engine.tradePrice(i) + engine.tradeQuantity(i)) | 0;
    }
    this.checksum = sum;
  }
}

function elapsedNs(since: bigint): number {
  return Number(process.hrtime.bigint() - since);
}

interface Flow {
  /** Ids parked before they are cancelled: about as many orders rest. */
  readonly ring: number;
  price(r: number, draws: Draws): number;
  /** Whether ids are two draws, high half first, taken before r; otherwise they are 1, 2, 3 … */
  readonly randomIds?: boolean;
}

function startFlow({ ring, price, randomIds = false }: Flow): WorkloadRun {
  const market = new Market(ring + 1);
  const { engine } = market;
  const draws = new Draws();
  const parkedHigh = new Int32Array(ring);
  const parkedLow = new Int32Array(ring);
  let parked = 0;
  let oldest = 0;
  let submitted = 0;

  const quote = () => {
    submitted++;
    const high = randomIds ? draws.next() : 0;
    const low = randomIds ? draws.next() : submitted;
    const r = draws.next();
    market.submit((r & 1) === 0 ? BUY : SELL, high, low, price(r, draws), 1 + ((r >>> 8) & 7));
    if (!engine.rests(0, high, low)) return;
    let place = parked;
    if (parked < ring) {
      parked++;
    } else {
      place = oldest;
      engine.cancel(0, parkedHigh[place]!, parkedLow[place]!);
      oldest = oldest + 1 === ring ? 0 : oldest + 1;
    }
    parkedHigh[place] = high;
    parkedLow[place] = low;
  };

  return {
    run(orders) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < orders; i++) quote();
      return elapsedNs(start);
    },
    checksum: () => market.checksum >>> 0,
  };
}

/** A run of 64 prices from 100 on, as the textbook yardstick has it. */
const deepPrice = (r: number) => 100 + ((r >>> 1) & 63);

/** Bids up to 500 million, asks above, up to a thousand million; one in eight the other way round, so that it crosses. */
const widePrice = (r: number, draws: Draws) => {
  const crosses = ((r >>> 16) & 7) === 0;
  const isBuy = (r & 1) === 0;
  return (isBuy === crosses ? 500_000_001 : 1) + ((draws.next() >>> 0) % 500_000_000);
};

const SWEPT_MAKERS = 4096;

/** Rounds of 4,096 sells of 1, at deep prices, and one buy of 4,096 at 163 that takes them all; all of it is timed. */
function startSweep(): WorkloadRun {
  const market = new Market(SWEPT_MAKERS + 1); // the gate wants a place for the buy too
  const draws = new Draws();
  let id = 0;
  return {
    run(orders) {
      const start = process.hrtime.bigint();
      for (let done = 0; done < orders; done += SWEPT_MAKERS + 1) {
        for (let i = 0; i < SWEPT_MAKERS; i++) market.submit(SELL, 0, ++id, deepPrice(draws.next()), 1);
        market.submit(BUY, 0, ++id, 163, SWEPT_MAKERS);
      }
      return elapsedNs(start);
    },
    checksum: () => market.checksum >>> 0,
  };
}

const CANCELLED_ORDERS = 65_536;

/**
 * Rounds of 65,536 buys of 1 at deep prices, not timed, and their cancels, timed: the i-th cancelled is the
 * (i · 40,503 mod 65,536)-th submitted. There are no trades; the checksum is the number of cancels that found their order.
 */
function startCancels(): WorkloadRun {
  const market = new Market(CANCELLED_ORDERS);
  const { engine } = market;
  const draws = new Draws();
  let id = 0;
  let found = 0;
  return {
    run(orders) {
      let ns = 0;
      for (let done = 0; done < orders; done += CANCELLED_ORDERS) {
        const first = id + 1;
        for (let i = 0; i < CANCELLED_ORDERS; i++) market.submit(BUY, 0, ++id, deepPrice(draws.next()), 1);
        const start = process.hrtime.bigint();
        for (let i = 0; i < CANCELLED_ORDERS; i++) {
          if (engine.cancel(0, 0, first + (Math.imul(i, 40_503) & (CANCELLED_ORDERS - 1)))) found++;
        }
        ns += elapsedNs(start);
      }
      return ns;
    },
    checksum: () => found >>> 0,
  };
}

const FLOW_ORDERS = { warmUpOrders: 500_000, orders: 10_000_000 };

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'deep book',
    expectedChecksum: 2270163061,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 512, price: deepPrice }),
  },
  {
    name: 'shallow book',
    expectedChecksum: 1836663266,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 16, price: (r) => 100 + ((r >>> 1) & 3) }),
  },
  {
    name: 'wide sparse book',
    expectedChecksum: 1045693677,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 16_384, price: widePrice }),
  },
  {
    name: 'random u64 ids',
    expectedChecksum: 2347888050,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 512, price: deepPrice, randomIds: true }),
  },
  {
    name: 'sweep of 4,096',
    expectedChecksum: 2025315139,
    warmUpOrders: (SWEPT_MAKERS + 1) * 120,
    orders: (SWEPT_MAKERS + 1) * 2400,
    start: startSweep,
  },
  {
    name: 'cancels',
    expectedChecksum: CANCELLED_ORDERS * (8 + 160),
    warmUpOrders: CANCELLED_ORDERS * 8,
    orders: CANCELLED_ORDERS * 160,
    start: startCancels,
  },
];
