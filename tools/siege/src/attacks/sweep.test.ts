import { AckFrame, writeAck, writeFill } from '@qsl/wire-protocol';
import t from 'tap';
import { countFills } from './sweep.ts';

/** An answer: an acknowledgement numbered 10, and fills of these makers, numbered from 11 on. */
function answer(makers: readonly number[], sequenceOf = (index: number) => 11 + index): Uint8Array {
  const view = new DataView(new ArrayBuffer(AckFrame.frameSize + makers.length * 52));
  let at = writeAck(view, 0, 1, 99, 0, 10);
  for (const [i, maker] of makers.entries()) at += writeFill(view, at, 1, 99, 1, maker, 0, 100, 1, 0, sequenceOf(i));
  return new Uint8Array(view.buffer, 0, at);
}

t.test('only fills that are due count: by maker, by place, by number', async (t) => {
  t.strictSame(countFills(answer([5, 6, 7]), 5, 10), { inOrder: 3, nextSequence: 14 });
  t.equal(countFills(answer([5, 7, 6]), 5, 10).inOrder, 2, 'the queue was left: 7 is not due, 6 is');
  t.equal(countFills(answer([6, 7, 8]), 5, 10).inOrder, 0, 'the oldest is missing');
  t.equal(countFills(answer([5, 6, 7]), 5, 9).inOrder, 0, 'a number of the engine was used up by somebody else');
  t.equal(
    countFills(
      answer([5, 6], (i) => 11 + 2 * i),
      5,
      10,
    ).inOrder,
    1,
    'a gap',
  );
});
