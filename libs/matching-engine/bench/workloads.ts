/**
 * What the engine is timed on. All are deterministic, defined so that a program in any language can do the same work
 * and compare its checksum: the sum over trades of (maker id + price + quantity), modulo 2^32, warm-up included.
 *
 * Draws: xorshift32 from 2463534242 (x ^= x << 13; x ^= x >> 17; x ^= x << 5; the new x is the draw r, unsigned).
 * "Quote" is one order of a flow: side = r & 1 (0 buy), quantity = 1 + (r >> 8) % 8, price as each flow says; a good-till-
 * cancelled limit, checked by the risk gate first. If its remainder rests, its id is parked in a ring, and when the ring
 * is full the oldest parked id (which may be gone) is cancelled first and its place taken.
 */
import { threadCpuNs } from '@qsl/posix';
import { DEFAULT_RISK_LIMITS, Engine, Reason, RiskGate, Side, TimeInForce } from '../src/index.ts';

// Constants of this module: an imported binding is read anew at every use.
const GTC = TimeInForce.GoodTillCancel;
const BUY = Side.Buy;
const SELL = Side.Sell;
const NONE = Reason.None;

export interface Workload {
  readonly name: string;
  /** What tools/yardsticks/textbook_engine.cpp calls it, which does the same work and shares no code with the engine. */
  readonly yardstick: string;
  /** Of the warm-up and the timed orders together, from that program. */
  readonly expectedChecksum: number;
  readonly warmUpOrders: number;
  readonly orders: number;
  /** A fresh engine, and how to push orders through it. */
  start(): WorkloadRun;
}

export interface WorkloadRun {
  /** Pushes `orders` more orders through the engine; returns the nanoseconds of CPU time that the timed part of it took. */
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

  constructor(maxOrders: number, symbols = 1) {
    this.engine = Engine.create({ maxOrders, maxSymbols: symbols });
    for (let i = 0; i < symbols; i++) this.engine.addSymbol();
    this.gate = new RiskGate(this.engine, { ...DEFAULT_RISK_LIMITS, maxNotional: Number.MAX_SAFE_INTEGER });
  }

  submit(side: Side, idHigh: number, idLow: number, price: number, quantity: number, symbol = 0): void {
    const { engine } = this;
    if (this.gate.checkLimit(symbol, side, idHigh, idLow, price, quantity, GTC) !== NONE)
      throw new Error('an order was refused');
    engine.submitLimit(symbol, side, idHigh, idLow, price, quantity, GTC);
    let sum = this.checksum;
    for (let i = 0; i < engine.tradeCount; i++) {
      sum = (sum + engine.tradeMakerLow(i) + engine.tradePrice(i) + engine.tradeQuantity(i)) | 0;
    }
    this.checksum = sum;
  }
}

interface Flow {
  /** Ids parked before they are cancelled: about as many orders rest. */
  readonly ring: number;
  price(r: number, draws: Draws): number;
  /** Whether ids are two draws, high half first, taken before r; otherwise they are 1, 2, 3 … */
  readonly randomIds?: boolean;
  /** Where there are several, a draw before r chooses one, modulo their number. */
  readonly symbols?: number;
}

function startFlow({ ring, price, randomIds = false, symbols = 1 }: Flow): WorkloadRun {
  const market = new Market(ring + 1, symbols);
  const { engine } = market;
  const draws = new Draws();
  const parkedHigh = new Int32Array(ring);
  const parkedLow = new Int32Array(ring);
  const parkedSymbol = new Int32Array(ring);
  let parked = 0;
  let oldest = 0;
  let submitted = 0;

  const quote = () => {
    submitted++;
    const high = randomIds ? draws.next() : 0;
    const low = randomIds ? draws.next() : submitted;
    const symbol = symbols > 1 ? (draws.next() >>> 0) % symbols : 0;
    const r = draws.next();
    market.submit((r & 1) === 0 ? BUY : SELL, high, low, price(r, draws), 1 + ((r >>> 8) & 7), symbol);
    if (!engine.rests(symbol, high, low)) return;
    let place = parked;
    if (parked < ring) {
      parked++;
    } else {
      place = oldest;
      engine.cancel(parkedSymbol[place]!, parkedHigh[place]!, parkedLow[place]!);
      oldest = oldest + 1 === ring ? 0 : oldest + 1;
    }
    parkedHigh[place] = high;
    parkedLow[place] = low;
    parkedSymbol[place] = symbol;
  };

  return {
    run(orders) {
      const start = threadCpuNs();
      for (let i = 0; i < orders; i++) quote();
      return threadCpuNs() - start;
    },
    checksum: () => market.checksum >>> 0,
  };
}

/** A run of 64 prices from 100 on, as the textbook yardstick has it. */
const deepPrice = (r: number) => 100 + ((r >>> 1) & 63);

/** Bids at `half` prices from 1 on, asks at as many above them; one in eight the other way round, so that it crosses. */
const spreadPrice = (half: number) => (r: number, draws: Draws) => {
  const crosses = ((r >>> 16) & 7) === 0;
  const isBuy = (r & 1) === 0;
  return (isBuy === crosses ? half + 1 : 1) + ((draws.next() >>> 0) % half);
};

const SWEPT_MAKERS = 4096;

/** Rounds of 4,096 sells of 1, at deep prices, and one buy of 4,096 at 163 that takes them all; all of it is timed. */
function startSweep(): WorkloadRun {
  const market = new Market(SWEPT_MAKERS + 1); // the gate wants a place for the buy too
  const draws = new Draws();
  let id = 0;
  return {
    run(orders) {
      const start = threadCpuNs();
      for (let done = 0; done < orders; done += SWEPT_MAKERS + 1) {
        for (let i = 0; i < SWEPT_MAKERS; i++) market.submit(SELL, 0, ++id, deepPrice(draws.next()), 1);
        market.submit(BUY, 0, ++id, 163, SWEPT_MAKERS);
      }
      return threadCpuNs() - start;
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
        const start = threadCpuNs();
        for (let i = 0; i < CANCELLED_ORDERS; i++) {
          if (engine.cancel(0, 0, first + (Math.imul(i, 40_503) & (CANCELLED_ORDERS - 1)))) found++;
        }
        ns += threadCpuNs() - start;
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
    yardstick: 'deep',
    expectedChecksum: 2270163061,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 512, price: deepPrice }),
  },
  {
    name: 'shallow book',
    yardstick: 'shallow',
    expectedChecksum: 1836663266,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 16, price: (r) => 100 + ((r >>> 1) & 3) }),
  },
  {
    name: 'wide sparse book',
    yardstick: 'wide',
    expectedChecksum: 1045693677,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 16_384, price: spreadPrice(500_000_000) }),
  },
  {
    name: 'random u64 ids',
    yardstick: 'random-ids',
    expectedChecksum: 2347888050,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 512, price: deepPrice, randomIds: true }),
  },
  {
    name: 'sweep of 4,096',
    yardstick: 'sweep',
    expectedChecksum: 2025315139,
    warmUpOrders: (SWEPT_MAKERS + 1) * 120,
    orders: (SWEPT_MAKERS + 1) * 2400,
    start: startSweep,
  },
  {
    name: 'cancels',
    yardstick: 'cancels',
    expectedChecksum: CANCELLED_ORDERS * (8 + 160),
    warmUpOrders: CANCELLED_ORDERS * 8,
    orders: CANCELLED_ORDERS * 160,
    start: startCancels,
  },
];

/** How much there is of what an engine's cost may grow with. */
export interface Sizes {
  /** Orders that rest at a time, nearly: some of those parked are taken. */
  readonly restingOrders: number;
  /** Prices in use, both sides together; even. */
  readonly priceLevels: number;
  readonly symbols: number;
}

/** A flow with books of given sizes, all of whose places are filled in the warm-up. */
export function sizedWorkload(
  { restingOrders, priceLevels, symbols }: Sizes,
  orders: number,
): Omit<Workload, 'expectedChecksum'> {
  return {
    name: `${restingOrders} orders, ${priceLevels} levels, ${symbols} symbols`,
    yardstick: `sized:${restingOrders},${priceLevels},${symbols}`,
    warmUpOrders: restingOrders + Math.floor(restingOrders / 2) + 100_000,
    orders,
    start: () => startFlow({ ring: restingOrders, price: spreadPrice(priceLevels / 2), symbols }),
  };
}
