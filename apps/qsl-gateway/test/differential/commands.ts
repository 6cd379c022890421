import { Engine, nameOfReason, Reason, RiskGate, type Side, TimeInForce } from '@qsl/matching-engine';
import { type ReferenceCommand, ReferenceEngine, type ReferenceEvent } from '@qsl/matching-engine/reference';
import { dumpEngine, dumpReference } from '@qsl/matching-engine/reference-dump';
import { highHalf, lowHalf } from '@qsl/wire-protocol';
import { type Random, seededRandom } from '../random.ts';

export interface CommandTerms {
  readonly seed: number;
  readonly commands: number;
}

export interface CommandSummary {
  readonly commands: number;
  readonly accepted: number;
  readonly trades: number;
  /** Comparisons of everything that rests, in the order in which it would be filled. */
  readonly snapshots: number;
  /** The first command after which engine and reference were not the same; undefined where there was none. */
  readonly difference: string | undefined;
}

const SYMBOLS = 3;
const MAX_ORDERS = 48;
const IDS = 96;
/** With the prices in use, an order can be worth exactly the limit (97 × 959) and exactly one more (96 × 969, 102 × 912). */
const RISK = { maxOrderQuantity: 1000, maxNotional: 93_023 };
const COMMANDS_A_SNAPSHOT = 1000;

/** Random commands to risk gate and engine, and to the naive reference: the same outcome of each, the same books between. */
export function compareCommands({ seed, commands }: CommandTerms): CommandSummary {
  const engine = Engine.create({ maxOrders: MAX_ORDERS, maxSymbols: SYMBOLS });
  const gate = new RiskGate(engine, RISK);
  const limits = { maxOrderQuantity: BigInt(RISK.maxOrderQuantity), maxNotional: BigInt(RISK.maxNotional) };
  const reference = new ReferenceEngine({ maxOrders: MAX_ORDERS, ...limits });
  for (let symbol = 0; symbol < SYMBOLS; symbol++) reference.register(`S${engine.addSymbol()}`);
  const random = seededRandom(seed);
  const counts = { commands: 0, accepted: 0, snapshots: 0 };
  const differs = (what: string) => ({
    ...counts,
    trades: engine.totalTrades,
    difference: `seed ${seed}, command ${counts.commands}: ${what}`,
  });
  while (counts.commands < commands) {
    const command = randomCommand(random);
    counts.commands++;
    const outcome = reference.apply(command);
    const expected = 'reject' in outcome ? outcome.reject : outcome.events.map(describe).join();
    const found = run(engine, gate, command);
    if (found !== expected) return differs(`${show(command)} gave ${found}, expected ${expected}`);
    if ('events' in outcome) counts.accepted++;
    if (counts.commands % COMMANDS_A_SNAPSHOT !== 0 && counts.commands !== commands) continue;
    counts.snapshots++;
    const [ours, theirs] = [dumpEngine(engine), dumpReference(reference)].map(show);
    if (ours !== theirs) return differs(`books ${ours}, expected ${theirs}`);
  }
  return { ...counts, trades: engine.totalTrades, difference: undefined };
}

function randomCommand(random: Random): ReferenceCommand {
  const low = BigInt(random(IDS));
  const target = { symbol: random(60) === 0 ? SYMBOLS : random(SYMBOLS), id: low % 7n === 0n ? low << 32n : low };
  const side = random(2) === 0 ? 'B' : 'S';
  const price = random(50) === 0 ? BigInt(random(3) - 1) * 2n ** BigInt(random(63)) : BigInt(95 + random(11));
  const quantity = random(60) === 0 ? quantityAtLimit(random, price) : 1 + random(9);
  const kind = random(20);
  if (kind < 2) return { kind: 'market', ...target, side, quantity };
  if (kind < 5) return { kind: 'cancel', ...target };
  if (kind < 9) return { kind: 'modify', ...target, price, quantity: random(12) === 0 ? 0 : quantity };
  return { kind: 'limit', ...target, side, price, quantity, timeInForce: random(5) === 0 ? 'IOC' : 'GTC' };
}

/** Anything up to twice the largest, or next to one of the two limits: the largest within it, one less, one more. */
function quantityAtLimit(random: Random, price: bigint): number {
  const kind = random(3);
  if (kind === 0) return random(2 * RISK.maxOrderQuantity);
  const most = kind === 1 || price <= 0n ? RISK.maxOrderQuantity : Number(BigInt(RISK.maxNotional) / price);
  return Math.max(0, most + random(3) - 1);
}

/** Does to the engine what a command asks for, if the gate lets it. Returns the outcome as text. */
function run(engine: Engine, gate: RiskGate, command: ReferenceCommand): string {
  const { symbol } = command;
  const [high, low] = [highHalf(command.id), lowHalf(command.id)];
  const quantity = 'quantity' in command ? command.quantity : 0;
  const price = 'price' in command ? Number(command.price) : 0;
  const side: Side = 'side' in command && command.side === 'S' ? 1 : 0;
  let reason: Reason;
  if (command.kind === 'limit') {
    const tif = command.timeInForce === 'GTC' ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel;
    reason = gate.checkLimit(symbol, side, high, low, price, quantity, tif);
    if (reason === Reason.None) engine.submitLimit(symbol, side, high, low, price, quantity, tif);
  } else if (command.kind === 'market') {
    reason = gate.checkMarket(symbol, side, high, low, quantity);
    if (reason === Reason.None) engine.submitMarket(symbol, side, quantity);
  } else if (command.kind === 'cancel') {
    reason = gate.checkCancel(symbol, high, low);
    if (reason === Reason.None) engine.cancel(symbol, high, low);
  } else {
    reason = gate.checkModify(symbol, high, low, price, quantity);
    if (reason === Reason.None) engine.modify(symbol, high, low, price, quantity);
  }
  return reason === Reason.None ? eventsOf(engine, command).map(describe).join() : nameOfReason(reason);
}

function eventsOf(engine: Engine, { kind, symbol, id }: ReferenceCommand): ReferenceEvent[] {
  const answer = kind === 'limit' || kind === 'market' ? 'accept' : kind;
  const events: ReferenceEvent[] = [{ kind: answer, sequence: engine.firstSequence, symbol, id }];
  for (let i = 0; i < engine.tradeCount; i++) {
    const maker = BigInt.asUintN(64, (BigInt(engine.tradeMakerHigh(i)) << 32n) | BigInt(engine.tradeMakerLow(i) >>> 0));
    const [price, quantity] = [BigInt(engine.tradePrice(i)), engine.tradeQuantity(i)];
    const sequence = engine.firstTradeSequence + i;
    events.push({ kind: 'trade', sequence, symbol, taker: id, maker, price, quantity });
  }
  return events;
}

function describe(event: ReferenceEvent): string {
  const head = `${event.kind} ${event.sequence} ${event.symbol}`;
  if (event.kind !== 'trade') return `${head} ${event.id}`;
  return `${head} ${event.taker} ${event.maker} ${event.price} ${event.quantity}`;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each));
}
