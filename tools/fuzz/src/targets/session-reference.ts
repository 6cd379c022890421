import { type Engine, Side } from '@qsl/matching-engine';
import { imbalances } from '@qsl/matching-engine/invariants';
import { ReferenceEngine, type ReferenceLimits } from '@qsl/matching-engine/reference';
import { dumpEngine, dumpReference } from '@qsl/matching-engine/reference-dump';
import { decodeMessageAt, encodeMessage } from '@qsl/wire-protocol';
import { isRequest, repliesOf } from 'qsl-gateway/reference-replies';
import { BrokenInvariant, mustEqual } from '../target.ts';
import type { ModelTerms, SessionModel } from './session-model.ts';

/** The naive reference engine beside the model: bigints throughout, messages decoded and encoded as objects. */
export class SessionReference {
  readonly #engine: ReferenceEngine;

  constructor({ symbols, maxOrders, maxOrderQuantity, maxNotional }: ModelTerms) {
    const limits: ReferenceLimits = {
      maxOrders,
      maxOrderQuantity: BigInt(maxOrderQuantity),
      maxNotional: BigInt(maxNotional),
    };
    this.#engine = new ReferenceEngine(limits);
    for (let symbol = 0; symbol < symbols; symbol++) this.#engine.register(`S${symbol}`);
  }

  /** Gives it the frames that the model has handled, and compares what either answers. */
  check(view: DataView, from: number, model: SessionModel): void {
    let at = from;
    let answered = 0;
    for (let frame = 0; frame < model.frames; frame++) {
      const decoded = decodeMessageAt(view, at, view.byteLength);
      if (!decoded.ok || !isRequest(decoded.message)) throw new BrokenInvariant('a request is one', `at ${at - from}`);
      at += encodeMessage(decoded.message).length;
      for (const reply of repliesOf(this.#engine, decoded.message)) {
        const bytes = encodeMessage(reply);
        const found = Buffer.from(model.view.buffer, answered, bytes.length);
        if (!found.equals(bytes)) {
          throw new BrokenInvariant('the reference’s answer', `${found.toString('hex')} at ${answered}`);
        }
        answered += bytes.length;
      }
    }
    mustEqual('length of the reference’s answer', answered, model.length);
  }

  /** Compares the books of all three, and looks at the engine's memory. */
  finish(engine: Engine, model: SessionModel): void {
    const [found, expected] = [dumpEngine(engine), dumpReference(this.#engine)].map((orders) =>
      orders.map(({ symbol, side, id, price, quantity }) => `${symbol}${side} ${id} ${quantity}@${price}`).join(),
    );
    if (found !== expected) throw new BrokenInvariant('books', `${found}, expected ${expected}`);
    for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
      for (const side of [Side.Buy, Side.Sell]) {
        const orders = [...engine.levels(symbol, side)].flatMap(({ price, orders }) =>
          orders.map(({ idHigh, idLow, quantity }) => `${idHigh}:${idLow} ${quantity} at ${price}`),
        );
        for (const [i, order] of [...orders, undefined].entries()) {
          const modelled = model.describe(symbol, side, i);
          if (modelled !== order) throw new BrokenInvariant('books of the model', `${modelled}, engine has ${order}`);
        }
      }
    }
    const wrong = imbalances(engine);
    if (wrong.length > 0) throw new BrokenInvariant('memory', wrong.join('; '));
  }
}
