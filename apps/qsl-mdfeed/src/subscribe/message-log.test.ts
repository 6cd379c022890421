import { FeedReader } from '@qsl/market-data';
import { encodeMessage, MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { MessageLog } from './message-log.ts';

const MAX_INT64 = 2n ** 63n - 1n;

function trade(sequence: bigint, price: bigint): Uint8Array {
  return encodeMessage({ type: MessageType.MdTrade, sequence, symbol: 2, price, quantity: 4_294_967_295 });
}

function top(sequence: bigint, bid: bigint | null, ask: bigint | null): Uint8Array {
  return encodeMessage({ type: MessageType.MdTopOfBook, sequence, symbol: 1, bid, ask });
}

const datagrams = [
  top(5n, 99n, null),
  trade(8n, -MAX_INT64),
  trade(6n, 100n),
  new Uint8Array(3),
  trade(6n, 100n),
  top(2n ** 60n, null, MAX_INT64),
];

function logged(json: boolean): string[] {
  const reader = new FeedReader();
  const log = new MessageLog(reader, { json });
  for (const bytes of datagrams) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    log.onDatagram(reader.read(view, 0, bytes.byteLength), view, 0, bytes.byteLength);
  }
  const lines = log.drain().split('\n');
  t.equal(log.drain(), '', 'a line is handed on once');
  return lines;
}

t.test('as text', async (t) => {
  t.strictSame(logged(false), [
    'MdTopOfBook md_seq=5 symbol=1 bid=99 ask=-',
    'gap of 2 before md_seq=8',
    `MdTrade md_seq=8 symbol=2 price=-${MAX_INT64} qty=4294967295`,
    'MdTrade md_seq=6 symbol=2 price=100 qty=4294967295 (out of order)',
    'MdTrade md_seq=6 symbol=2 price=100 qty=4294967295 (duplicate)',
    `gap of ${Number(2n ** 60n - 9n)} before md_seq=${2n ** 60n}`,
    `MdTopOfBook md_seq=${2n ** 60n} symbol=1 bid=- ask=${MAX_INT64}`,
    '',
  ]);
});

t.test('as JSON, with numbers as text where a double would round them', async (t) => {
  const trade = { event: 'trade', symbol: 2, price: 100, quantity: 4294967295 };
  t.same(
    logged(true)
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
    [
      { event: 'topOfBook', mdSeq: 5, arrival: 'inOrder', symbol: 1, bid: 99, ask: null },
      { event: 'gap', missing: 2, beforeMdSeq: 8 },
      { ...trade, mdSeq: 8, arrival: 'afterGap', price: `-${MAX_INT64}` },
      { ...trade, mdSeq: 6, arrival: 'outOfOrder' },
      { ...trade, mdSeq: 6, arrival: 'duplicate' },
      { event: 'gap', missing: Number(2n ** 60n - 9n), beforeMdSeq: `${2n ** 60n}` },
      { event: 'topOfBook', mdSeq: `${2n ** 60n}`, arrival: 'afterGap', symbol: 1, bid: null, ask: `${MAX_INT64}` },
    ],
  );
});
