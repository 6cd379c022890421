import t from 'tap';
import * as layout from './layout.ts';

const frames: Record<keyof typeof layout.MessageType, Readonly<Record<string, number>>> = {
  NewOrder: layout.NewOrderFrame,
  CancelOrder: layout.CancelOrderFrame,
  MdTrade: layout.MdTradeFrame,
  MdTopOfBook: layout.MdTopOfBookFrame,
  Heartbeat: layout.HeartbeatFrame,
  HeartbeatAck: layout.HeartbeatAckFrame,
  Ack: layout.AckFrame,
  Reject: layout.RejectFrame,
  Fill: layout.FillFrame,
};

/** Widths that the protocol's table gives, by field name; a half of a 64-bit field counts 4. */
function fieldWidth(field: string): number {
  if (/(High|Low|symbol|quantity)$/.test(field)) return 4;
  if (/^(side|orderType|timeInForce|reason|bidPresent|askPresent)$/.test(field)) return 1;
  throw new Error(`no width known for ${field}`);
}

for (const [name, { type, bodySize, frameSize, ...offsets }] of Object.entries(frames)) {
  t.test(`the fields of a ${name} follow one another from the header to the end of the frame`, async (t) => {
    t.equal(layout.typeName(type!), name);
    t.equal(frameSize, layout.HEADER_SIZE + bodySize!);
    let at: number = layout.HEADER_SIZE;
    for (const [field, offset] of Object.entries(offsets)) {
      t.equal(offset, at, field);
      at += fieldWidth(field);
    }
    t.equal(at, frameSize);
  });
}

t.test('MAX_FRAME_SIZE is the largest frame size', async (t) => {
  t.equal(layout.MAX_FRAME_SIZE, Math.max(...Object.values(frames).map(({ frameSize }) => frameSize!)));
});

t.test('type codes are consecutive from 1', async (t) => {
  t.same(Object.values(layout.MessageType), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

t.test('codes have the names of the protocol, and unknown ones say so', async (t) => {
  t.equal(layout.typeName(4), 'MdTopOfBook');
  t.equal(layout.typeName(0), 'Unknown(0)');
  t.equal(layout.typeName(10), 'Unknown(10)');
  t.equal(layout.reasonName(0), 'None');
  t.equal(layout.reasonName(9), 'StorageExhausted');
  t.equal(layout.reasonName(10), 'Unknown(10)');
});
