import { Engine, Side, TimeInForce } from '@qsl/matching-engine';
import { decodeMessage, type Message, MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { DatagramList } from '../test/datagram-list.ts';
import { MAX_DATAGRAM_BYTES, MessageEncoder } from './message-encoder.ts';
import { createFeedMemory, createPublish, lastSequenceOf, seedTops } from './publisher.ts';

const { GoodTillCancel: GTC, ImmediateOrCancel: IOC } = TimeInForce;

/** An engine with three symbols, of which every command is published after those of `before`. */
function market(before: (engine: Engine) => void = () => {}) {
  const engine = Engine.create({ maxOrders: 100, maxSymbols: 3 });
  for (let symbol = 0; symbol < 3; symbol++) engine.addSymbol();
  before(engine);
  const memory = createFeedMemory(3);
  seedTops(memory, engine);
  const list = new DatagramList();
  const publish = createPublish(engine, memory, new MessageEncoder(list));
  /** What the command publishes, in words. */
  const published = (symbol: number, command: (engine: Engine) => unknown): string[] => {
    command(engine);
    publish(symbol);
    return list.datagrams.splice(0).map(describe);
  };
  return { published, memory };
}

function describe(datagram: Buffer): string {
  const result = decodeMessage(datagram);
  if (!result.ok) throw new Error(`status ${result.error}`);
  return inWords(result.message);
}

function inWords(message: Message): string {
  if ('bid' in message) return `${message.sequence} S${message.symbol} ${message.bid ?? '-'}/${message.ask ?? '-'}`;
  if (message.type !== MessageType.MdTrade) throw new Error(`type ${message.type}`);
  return `${message.sequence} S${message.symbol} ${message.quantity} at ${message.price}`;
}

t.test('a command publishes its trades, and then the top of the book if that has changed', async (t) => {
  const { published, memory } = market();
  let id = 0;
  const limit =
    (symbol: number, side: Side, price: number, quantity: number, timeInForce: TimeInForce = GTC) =>
    (engine: Engine) =>
      engine.submitLimit(symbol, side, 0, ++id, price, quantity, timeInForce);
  const steps: [string, number, (engine: Engine) => unknown, string[]][] = [
    ['the first order sets the top', 1, limit(1, Side.Buy, 99, 5), ['1 S1 99/-']],
    ['an order behind it does not', 1, limit(1, Side.Buy, 98, 5), []],
    ['nor does one beside it', 1, limit(1, Side.Buy, 99, 5), []],
    ['the other side does', 1, limit(1, Side.Sell, 101, 7), ['2 S1 99/101']],
    ['another symbol has a top of its own', 0, limit(0, Side.Sell, 101, 1), ['3 S0 -/101']],
    [
      'a sweep is one message a fill, in order',
      1,
      limit(1, Side.Sell, 98, 12),
      ['4 S1 5 at 99', '5 S1 5 at 99', '6 S1 2 at 98', '7 S1 98/101'],
    ],
    ['a trade that leaves the top as it is', 1, limit(1, Side.Buy, 101, 2), ['8 S1 2 at 101']],
    ['a cancel that empties a side', 1, (engine) => engine.cancel(1, 0, 2), ['9 S1 -/101']],
    ['an emptied book', 1, (engine) => engine.submitMarket(1, Side.Buy, 9), ['10 S1 5 at 101', '11 S1 -/-']],
    ['nothing on a symbol never seen', 2, limit(2, Side.Buy, 5, 1, IOC), []],
    ['and its first top', 2, limit(2, Side.Buy, 5, 1), ['12 S2 5/-']],
    ['a modify that moves the top', 2, (engine) => engine.modify(2, 0, id, 6, 1), ['13 S2 6/-']],
    ['a modify in place', 2, (engine) => engine.modify(2, 0, id, 6, 1), []],
  ];
  for (const [name, symbol, command, expected] of steps) t.strictSame(published(symbol, command), expected, name);
  t.equal(lastSequenceOf(memory), 13);
});

t.test('publishers of one memory continue one feed', async (t) => {
  const engine = Engine.create({ maxOrders: 10, maxSymbols: 1 });
  engine.addSymbol();
  const memory = createFeedMemory(1, { shared: true });
  new Int32Array(memory)[0] = -1; // the number before 2^32
  const list = new DatagramList();
  const publishers = [1, 2].map(() => createPublish(engine, memory, new MessageEncoder(list)));
  for (const [id, price] of [100, 101, 101, 102].entries()) {
    engine.submitLimit(0, Side.Buy, 0, id, price, 1, GTC);
    publishers[id % 2]!(0);
  }
  t.strictSame(list.datagrams.map(describe), ['4294967296 S0 100/-', '4294967297 S0 101/-', '4294967298 S0 102/-']);
  t.equal(lastSequenceOf(memory), 2 ** 32 + 2);
});

t.test('of books that have orders when a feed begins, the first change is published, to empty included', async (t) => {
  const { published, memory } = market((engine) => {
    engine.submitLimit(0, Side.Buy, 0, 1, 99, 5, GTC);
    engine.submitLimit(1, Side.Buy, 0, 2, 99, 5, GTC);
    engine.submitLimit(1, Side.Sell, 0, 3, 2 ** 40, 5, GTC);
  });
  const steps: [number, (engine: Engine) => unknown, string[]][] = [
    [0, (engine) => engine.cancel(0, 0, 1), ['1 S0 -/-']],
    [1, (engine) => engine.submitLimit(1, Side.Buy, 0, 4, 98, 5, GTC), []],
    [1, (engine) => engine.cancel(1, 0, 3), ['2 S1 99/-']],
    [2, (engine) => engine.submitLimit(2, Side.Buy, 0, 5, 1, 5, IOC), []],
  ];
  for (const [symbol, command, expected] of steps) t.strictSame(published(symbol, command), expected);
  t.equal(lastSequenceOf(memory), 2);
});

t.test('a message is never larger than it is said to be', async (t) => {
  t.equal(MAX_DATAGRAM_BYTES, 38);
});
