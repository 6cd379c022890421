import t from 'tap';
import { DecodeStatus } from './decode-error.ts';
import { decodeMessage, decodeMessageAt } from './decode-message.ts';
import { writeHeartbeat, writeMdTopOfBook } from './encode.ts';
import { Header, MdTopOfBookFrame, MessageType } from './layout.ts';

function heartbeat(): Uint8Array {
  const bytes = new Uint8Array(24);
  writeHeartbeat(new DataView(bytes.buffer), 0, 0, 42);
  return bytes;
}

t.test('bytes that are no frame give the error of the check', async (t) => {
  const wrongVersion = heartbeat();
  wrongVersion[Header.version + 1] = 2;
  t.same(decodeMessage(wrongVersion), { ok: false, error: DecodeStatus.UnsupportedVersion });
  t.same(decodeMessage(new Uint8Array(0)), { ok: false, error: DecodeStatus.Truncated });
  t.same(decodeMessage(heartbeat().subarray(0, 23)), { ok: false, error: DecodeStatus.Truncated });
});

t.test('bytes behind the frame are ignored, and so are those in front of a subarray', async (t) => {
  const bytes = new Uint8Array([9, 9, 9, ...heartbeat(), 9, 9]);
  const expected = { ok: true, message: { type: MessageType.Heartbeat, sequence: 0n, token: 42n } };
  t.same(decodeMessage(bytes.subarray(3)), expected);
  const view = new DataView(bytes.buffer);
  t.same(decodeMessageAt(view, 3, 29), expected);
  t.same(decodeMessageAt(view, 3, 26), { ok: false, error: DecodeStatus.Truncated });
});

t.test('shared memory is read like any other', async (t) => {
  const shared = new Uint8Array(new SharedArrayBuffer(24));
  shared.set(heartbeat());
  t.match(decodeMessage(shared), { ok: true, message: { token: 42n } });
});

t.test('a side of the book is present for any flag but 0, and the price of an absent one is ignored', async (t) => {
  const bytes = new Uint8Array(MdTopOfBookFrame.frameSize);
  const view = new DataView(bytes.buffer);
  writeMdTopOfBook(view, 0, 0, true, 0, 99, true, 0, 101, 0, 1);
  view.setUint8(MdTopOfBookFrame.bidPresent, 255);
  view.setUint8(MdTopOfBookFrame.askPresent, 0);
  t.match(decodeMessage(bytes), { ok: true, message: { bid: 99n, ask: null } });
  view.setUint8(MdTopOfBookFrame.bidPresent, 0);
  view.setUint8(MdTopOfBookFrame.askPresent, 2);
  t.match(decodeMessage(bytes), { ok: true, message: { bid: null, ask: 101n } });
});
