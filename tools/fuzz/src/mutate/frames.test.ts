import t from 'tap';
import { Random } from '../random.ts';
import { FRAME_BYTES } from '../wire-oracle.ts';
import { FrameMutator } from './frames.ts';

const NEW_ORDER = 1;
const [PRICE_AT, QUANTITY_AT] = [28, 36];
const LIMITS = { maxOrderQuantity: 1000, maxNotional: 60_000 };

/** The orders that so many fresh inputs come to, from one seed. */
function ordersOf(inputs: number): { price: number; quantity: number }[] {
  const vocabulary = { types: Uint8Array.of(NEW_ORDER), ids: 8, prices: 16, sequences: 8, limits: LIMITS };
  const mutator = new FrameMutator({ vocabulary, maxBytes: 1024, prologue: 0 });
  const random = new Random(1, 1);
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  const orders: { price: number; quantity: number }[] = [];
  for (let i = 0; i < inputs; i++) {
    const input = { bytes, view, from: 0, to: 0 };
    mutator.mutate(input, random, new Uint8Array(0));
    for (let at = 0; at + FRAME_BYTES[NEW_ORDER]! <= input.to && bytes[at] === 0 && bytes[at + 1] === NEW_ORDER; ) {
      const price = Number(view.getBigInt64(at + PRICE_AT));
      orders.push({ price, quantity: view.getInt32(at + QUANTITY_AT) });
      at += FRAME_BYTES[NEW_ORDER]!;
    }
  }
  return orders;
}

t.test('quantities meet both limits, one less and one more', async (t) => {
  const orders = ordersOf(10_000);
  for (const beyond of [-1, 0, 1]) {
    const atQuantity = orders.filter(({ quantity }) => quantity === LIMITS.maxOrderQuantity + beyond);
    const atNotional = orders.filter(
      ({ price, quantity }) => price > 60 && quantity === Math.floor(LIMITS.maxNotional / price) + beyond,
    );
    t.ok(atQuantity.length > 20, `${atQuantity.length} orders of the largest quantity and ${beyond}`);
    t.ok(atNotional.length > 20, `${atNotional.length} of the largest notional and ${beyond}`);
  }
});
