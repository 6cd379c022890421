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

/** The draw after this one, as an int32: a caller that divides it makes it unsigned first. */
function drawAfter(draw: number): number {
  let x = draw;
  x ^= x << 13;
  x ^= x >>> 17;
  return x ^ (x << 5);
}
const SEED = 2463534242 | 0;

/** A fresh engine behind a risk gate, as functions: see src/commands.ts. */
function openMarket(maxOrders: number, symbols = 1) {
  const engine = Engine.create({ maxOrders, maxSymbols: symbols });
  for (let i = 0; i < symbols; i++) engine.addSymbol();
  const { checkLimit } = new RiskGate(engine, { ...DEFAULT_RISK_LIMITS, maxNotional: Number.MAX_SAFE_INTEGER });
  const { submitLimit, cancel, lastTradeCount, tradeMakerLow, tradePriceLow, tradeQuantity } = engine;

  /** Returns whether a remainder rests. */
  function submit(symbol: number, side: Side, idHigh: number, idLow: number, price: number, quantity: number): boolean {
    if (checkLimit(symbol, side, idHigh, idLow, price, quantity, GTC) !== NONE) throw new Error('an order was refused');
    return submitLimit(symbol, side, idHigh, idLow, price, quantity, GTC);
  }

  /** What the last order's trades add to the checksum, modulo 2^32. */
  function sumOfTrades(): number {
    const trades = lastTradeCount();
    let sum = 0;
    for (let i = 0; i < trades; i++) {
      sum = (sum + ((((tradeMakerLow(i) + tradePriceLow(i)) | 0) + tradeQuantity(i)) | 0)) | 0;
    }
    return sum;
  }

  return { submit, cancel, sumOfTrades };
}

interface Flow {
  /** Ids parked before they are cancelled: about as many orders rest. */
  readonly ring: number;
  /** Prices in a row from 100 on, a power of two, or of each side of a spread book: see spreadPrice. */
  readonly prices: number;
  readonly isSpread?: boolean;
  /** Whether ids are two draws, high half first, taken before r; otherwise they are 1, 2, 3 … */
  readonly randomIds?: boolean;
  /** Where there are several, a draw before r chooses one, modulo their number. */
  readonly symbols?: number;
}

/** Bids at `half` prices from 1 on, asks at as many above them; one in eight the other way round, so that it crosses. */
function spreadPrice(r: number, draw: number, half: number): number {
  const crosses = ((r >>> 16) & 7) === 0;
  const isBuy = (r & 1) === 0;
  return (isBuy === crosses ? half + 1 : 1) + ((draw >>> 0) % half);
}

/** The state of a flow is in locals while it runs, as a compiled yardstick has it in registers. */
function startFlow({ ring, prices, isSpread = false, randomIds = false, symbols = 1 }: Flow): WorkloadRun {
  const { submit, cancel, sumOfTrades } = openMarket(ring + 1, symbols);
  const parkedIds = new Int32Array(ring << PARKED_SHIFT);
  const state = { draw: SEED, parked: 0, oldest: 0, submitted: 0, checksum: 0 };

  function quote(orders: number): void {
    const ids = parkedIds; // see src/commands.ts, on views in loops
    const count = orders | 0;
    let { draw, parked, oldest, submitted, checksum } = state;
    for (let i = 0; i < count; i++) {
      submitted++;
      let high = 0;
      let low = submitted;
      if (randomIds) {
        high = drawAfter(draw);
        low = drawAfter(high);
        draw = low;
      }
      let symbol = 0;
      if (symbols > 1) {
        draw = drawAfter(draw);
        symbol = (draw >>> 0) % symbols;
      }
      draw = drawAfter(draw);
      const r = draw;
      let price = 100 + ((r >>> 1) & (prices - 1));
      if (isSpread) {
        draw = drawAfter(draw);
        price = spreadPrice(r, draw, prices);
      }
      const side = (r & 1) as Side;
      const quantity = 1 + ((r >>> 8) & 7);
      const rests = submit(symbol, side, high, low, price, quantity);
      checksum = (checksum + sumOfTrades()) | 0;
      if (!rests) continue;
      let place = parked;
      if (parked < ring) {
        parked++;
      } else {
        place = oldest;
        const at = place << PARKED_SHIFT;
        cancel(ids[at], ids[at + 1], ids[at + 2]);
        oldest = oldest + 1 === ring ? 0 : oldest + 1;
      }
      const at = place << PARKED_SHIFT;
      ids[at] = symbol;
      ids[at + 1] = high;
      ids[at + 2] = low;
    }
    state.draw = draw;
    state.parked = parked;
    state.oldest = oldest;
    state.submitted = submitted;
    state.checksum = checksum;
  }

  return {
    run(orders) {
      const start = threadCpuNs();
      // In batches: V8 optimises a function that returns, and not only the loop that it is in.
      for (let left = orders; left > 0; left -= BATCH) quote(Math.min(left, BATCH));
      return threadCpuNs() - start;
    },
    checksum: () => state.checksum >>> 0,
  };
}
const BATCH = 1000;
/** Symbol, id (high, low) and a gap for each parked id. */
const PARKED_SHIFT = 2;

/** A run of 64 prices from 100 on, as the textbook yardstick has it. */
const deepPrice = (r: number) => 100 + ((r >>> 1) & 63);

const SWEPT_MAKERS = 4096;

/** Rounds of 4,096 sells of 1, at deep prices, and one buy of 4,096 at 163 that takes them all; all of it is timed. */
function startSweep(): WorkloadRun {
  const { submit, sumOfTrades } = openMarket(SWEPT_MAKERS + 1); // the gate wants a place for the buy too
  const state = { draw: SEED, id: 0, checksum: 0 };

  function sweep(): void {
    let { draw, id } = state;
    for (let i = 0; i < SWEPT_MAKERS; i++) {
      draw = drawAfter(draw);
      submit(0, SELL, 0, ++id, deepPrice(draw), 1);
    }
    submit(0, BUY, 0, ++id, 163, SWEPT_MAKERS);
    state.draw = draw;
    state.id = id;
    state.checksum = (state.checksum + sumOfTrades()) | 0;
  }

  return {
    run(orders) {
      const start = threadCpuNs();
      for (let done = 0; done < orders; done += SWEPT_MAKERS + 1) sweep();
      return threadCpuNs() - start;
    },
    checksum: () => state.checksum >>> 0,
  };
}

const CANCELLED_ORDERS = 65_536;

/**
 * Rounds of 65,536 buys of 1 at deep prices, not timed, and their cancels, timed: the i-th cancelled is the
 * (i · 40,503 mod 65,536)-th submitted. There are no trades; the checksum is the number of cancels that found their order.
 */
function startCancels(): WorkloadRun {
  const { submit, cancel } = openMarket(CANCELLED_ORDERS);
  const state = { draw: SEED, id: 0, found: 0 };

  function fill(): void {
    let { draw, id } = state;
    for (let i = 0; i < CANCELLED_ORDERS; i++) {
      draw = drawAfter(draw);
      submit(0, BUY, 0, ++id, deepPrice(draw), 1);
    }
    state.draw = draw;
    state.id = id;
  }

  function empty(first: number): void {
    let found = 0;
    for (let i = 0; i < CANCELLED_ORDERS; i++) {
      if (cancel(0, 0, first + (Math.imul(i, 40_503) & (CANCELLED_ORDERS - 1)))) found++;
    }
    state.found += found;
  }

  return {
    run(orders) {
      let ns = 0;
      for (let done = 0; done < orders; done += CANCELLED_ORDERS) {
        const first = state.id + 1;
        fill();
        const start = threadCpuNs();
        empty(first);
        ns += threadCpuNs() - start;
      }
      return ns;
    },
    checksum: () => state.found >>> 0,
  };
}

const FLOW_ORDERS = { warmUpOrders: 500_000, orders: 10_000_000 };

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'deep book',
    yardstick: 'deep',
    expectedChecksum: 2270163061,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 512, prices: 64 }),
  },
  {
    name: 'shallow book',
    yardstick: 'shallow',
    expectedChecksum: 1836663266,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 16, prices: 4 }),
  },
  {
    name: 'wide sparse book',
    yardstick: 'wide',
    expectedChecksum: 1045693677,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 16_384, prices: 500_000_000, isSpread: true }),
  },
  {
    name: 'random u64 ids',
    yardstick: 'random-ids',
    expectedChecksum: 2347888050,
    ...FLOW_ORDERS,
    start: () => startFlow({ ring: 512, prices: 64, randomIds: true }),
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
    start: () => startFlow({ ring: restingOrders, prices: priceLevels / 2, isSpread: true, symbols }),
  };
}
