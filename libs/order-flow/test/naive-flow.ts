/**
 * The flow's rules word for word, as slow as they come: BigInt draws, plain arrays, and the naive reference engine. It
 * shares no code with the flow, not even the random numbers.
 */
import { ReferenceEngine } from '@qsl/matching-engine/reference';
import type { FlowCommand, FlowOptions } from '../src/index.ts';

const MASK = 2n ** 64n - 1n;

/** mt19937-64 as the paper has it, one u64 at a time. */
function* draws(seed: bigint): Generator<bigint> {
  const state = [seed];
  for (let i = 1n; i < 312n; i++) {
    const last = state.at(-1)!;
    state.push((6364136223846793005n * (last ^ (last >> 62n)) + i) & MASK);
  }
  for (let i = 0; ; i = (i + 1) % 312) {
    const mixed = (state[i]! & 0xffffffff80000000n) | (state[(i + 1) % 312]! & 0x7fffffffn);
    state[i] = state[(i + 156) % 312]! ^ (mixed >> 1n) ^ (mixed & 1n ? 0xb5026f5aa96619e9n : 0n);
    let x = state[i]!;
    x ^= (x >> 29n) & 0x5555555555555555n;
    x ^= (x << 17n) & 0x71d67fffeda60000n;
    x ^= (x << 37n) & 0xfff7eee000000000n;
    yield x ^ (x >> 43n);
  }
}

interface Active {
  symbol: number;
  id: number;
  side: 'B' | 'S';
  quantity: number;
}

const NO_RISK = { maxOrders: 2 ** 30, maxOrderQuantity: 2n ** 32n, maxNotional: 2n ** 64n };

export function* naiveFlow({ seed, symbols, orders }: FlowOptions): Generator<FlowCommand> {
  const source = draws(seed);
  const draw = (modulus: number) => Number((source.next().value as bigint) % BigInt(modulus));
  const model = new ReferenceEngine(NO_RISK);
  const mid: number[] = [];
  let active: Active[] = [];
  let nextId = 1;

  for (let symbol = 0; symbol < symbols; symbol++) {
    model.register(`S${symbol}`);
    mid.push(100 + 5 * symbol);
    yield { kind: 'register', name: `S${symbol}` };
  }
  if (symbols === 0) return;

  const rests = ({ symbol, id, side }: Active) => model.orders(symbol, side).some((order) => order.id === BigInt(id));
  const drawPrice = (symbol: number, side: 'B' | 'S', crosses: boolean) => {
    if (crosses) {
      const away = 1 + draw(4);
      return side === 'B' ? mid[symbol]! + away : mid[symbol]! - away;
    }
    const away = 1 + draw(3);
    return side === 'B' ? mid[symbol]! - away : mid[symbol]! + away;
  };

  const code = (side: 'B' | 'S') => (side === 'B' ? 0 : 1);

  for (let i = 0; i < orders; i++) {
    let symbol = 0;
    if (symbols > 1 && draw(100) >= 55) symbol = 1 + draw(symbols - 1);
    mid[symbol]! += draw(3) - 1;
    if (mid[symbol]! < 80) mid[symbol] = 80;
    if (mid[symbol]! > 140) mid[symbol] = 140;
    active = active.filter(rests);
    const pick = draw(100);
    if (active.length === 0 || pick < 58) {
      const side = draw(2) === 0 ? 'B' : 'S';
      const crosses = draw(100) < 18;
      let isIoc = crosses && draw(100) < 35;
      if (!isIoc) isIoc = draw(100) < 8;
      const price = drawPrice(symbol, side, crosses);
      const quantity = 1 + draw(12);
      const id = nextId++;
      yield { kind: 'limit', symbol, id, side: code(side), price, quantity, timeInForce: isIoc ? 1 : 0 };
      const timeInForce = isIoc ? 'IOC' : 'GTC';
      model.apply({ kind: 'limit', symbol, id: BigInt(id), side, price: BigInt(price), quantity, timeInForce });
      const order: Active = { symbol, id, side, quantity };
      if (rests(order)) active.push(order);
    } else if (pick < 70) {
      const side = draw(2) === 0 ? 'B' : 'S';
      const quantity = 1 + draw(12);
      const id = nextId++;
      yield { kind: 'market', symbol, id, side: code(side), quantity };
      model.apply({ kind: 'market', symbol, id: BigInt(id), side, quantity });
    } else if (pick < 86) {
      const target = active[draw(active.length)]!;
      const id = draw(10) === 0 ? nextId + draw(5) : target.id;
      yield { kind: 'cancel', symbol: target.symbol, id };
      model.apply({ kind: 'cancel', symbol: target.symbol, id: BigInt(id) });
    } else {
      const target = active[draw(active.length)]!;
      const crosses = draw(100) < 20;
      const price = drawPrice(target.symbol, target.side, crosses);
      const quantity = draw(100) < 45 ? 1 + Math.floor(target.quantity / 2) : 1 + draw(12);
      const { id } = target;
      yield { kind: 'modify', symbol: target.symbol, id, price, quantity };
      model.apply({ kind: 'modify', symbol: target.symbol, id: BigInt(id), price: BigInt(price), quantity });
    }
  }
}
