/** Arbitrary markets and command sequences for fast-check. */
import fc from 'fast-check';
import type { ReferenceLimits } from './reference-engine.ts';
import type { TranscriptCommand } from './reference-transcript.ts';

const MAX_SAFE = 2n ** 53n - 1n;
const MAX_QUANTITY = 2 ** 32 - 1;

export interface Scenario {
  readonly limits: ReferenceLimits;
  readonly commands: readonly TranscriptCommand[];
}

/** Ids that are easily confused: the same low half, the same low bits, the ends of the range. */
const anyId = fc.oneof(
  fc.bigInt({ min: 1n, max: 8n }),
  fc.bigInt({ min: 0n, max: 7n }).map((n) => (n << 32n) | 5n),
  fc.nat(63).map((bit) => 1n << BigInt(bit)),
  fc.bigInt({ min: 2n ** 64n - 4n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

/** Few prices, so that most orders cross. */
const closePrice = fc.bigInt({ min: 96n, max: 104n });

/** Prices all over the range, at the ends of pages, and next to each other. */
const widePrice = fc.oneof(
  fc.constantFrom(1n, 2n, MAX_SAFE - 1n, MAX_SAFE),
  fc.bigInt({ min: 1n, max: MAX_SAFE }),
  fc.tuple(fc.nat(52), fc.bigInt({ min: -1n, max: 1n })).map(([bit, near]) => clampPrice((1n << BigInt(bit)) + near)),
  fc.bigInt({ min: 1n, max: 96n }),
);

function clampPrice(price: bigint): bigint {
  return price < 1n ? 1n : price > MAX_SAFE ? MAX_SAFE : price;
}

const absurdPrice = fc.constantFrom(0n, -1n, -(2n ** 63n), MAX_SAFE + 1n, MAX_SAFE + 2n, 2n ** 63n - 1n);

const quantity = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 20, 21, 2 ** 31, MAX_QUANTITY) },
);

const limitSets: fc.Arbitrary<Omit<ReferenceLimits, 'maxOrders'>> = fc.constantFrom(
  { maxOrderQuantity: 20n, maxNotional: 2_000n },
  { maxOrderQuantity: BigInt(MAX_QUANTITY), maxNotional: MAX_SAFE },
  { maxOrderQuantity: 1_000_000n, maxNotional: 1_000_000_000n },
);

const capacity = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(64));

function commandOn(
  symbols: number,
  ids: readonly bigint[],
  price: fc.Arbitrary<bigint>,
): fc.Arbitrary<TranscriptCommand> {
  // Now and then a symbol that nobody registered.
  const symbol = fc.oneof(
    { weight: 30, arbitrary: fc.nat(symbols - 1) },
    { weight: 1, arbitrary: fc.constantFrom(symbols, MAX_QUANTITY) },
  );
  const id = fc.constantFrom(...ids);
  const anyPrice = fc.oneof({ weight: 20, arbitrary: price }, { weight: 1, arbitrary: absurdPrice });
  const side = fc.constantFrom('B', 'S');
  const timeInForce = fc.constantFrom('GTC' as const, 'GTC' as const, 'GTC' as const, 'IOC' as const);
  const kind = <K extends string>(name: K) => fc.constant(name);
  return fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ kind: kind('limit'), symbol, id, side, price: anyPrice, quantity, timeInForce }),
    },
    { weight: 2, arbitrary: fc.record({ kind: kind('market'), symbol, id, side, quantity }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('cancel'), symbol, id }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('modify'), symbol, id, price: anyPrice, quantity }) },
  );
}

/** A market with some risk limits and some room, and what happens in it: registrations first. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    limits: limitSets,
    maxOrders: capacity,
    symbols: fc.integer({ min: 1, max: 3 }),
    ids: fc.uniqueArray(anyId, { minLength: 2, maxLength: 12 }),
    price: fc.constantFrom(closePrice, widePrice),
  })
  .chain(({ limits, maxOrders, symbols, ids, price }) =>
    fc.array(commandOn(symbols, ids, price), { minLength: 1, maxLength: 150, size: 'max' }).map((commands) => ({
      limits: { ...limits, maxOrders },
      commands: [...registrations(symbols), ...commands],
    })),
  );

function registrations(symbols: number): TranscriptCommand[] {
  return Array.from({ length: symbols }, (_, i) => ({ kind: 'reg', name: `S${i}` }));
}
