import { measureRepetition, type Repetition, undisturbed } from '../experiments/gateway-io/repetition.ts';
import type { Transport } from '../gateway/gateway-program.ts';
import type { RunningGateway } from '../gateway/running-gateway.ts';
import type { Program } from '../programs/program.ts';
import { median, sortedSample } from '../statistics/order-statistics.ts';
import { withYardstick, type Yardstick } from '../yardstick/yardstick.ts';
import { slowSends } from './slow-sends.ts';

/** The gateway as it is, and the same with a delay. */
export type Variant = 'plain' | 'slowed';
export const VARIANTS: readonly Variant[] = ['plain', 'slowed'];

export interface Collected {
  repetitions: Record<Variant, Record<Transport, Repetition[]>>;
  /** How long each send of the slowed gateway was delayed. */
  spinNs: Partial<Record<Transport, number>>;
}

export interface Collection {
  gateway: Program;
  transports: readonly Transport[];
  connections: number;
  /** The share of an undisturbed round trip by which each is slowed down. */
  slowDown: number;
  /** Rounds begun until then are finished. */
  durationMs: number;
  /** At least so many rounds, however long they take. */
  minRounds: number;
  nextPort: () => number;
  signal: AbortSignal;
  onStep: (step: string) => void;
}

/** Gateways by which the delay is set, of each transport; they do not count. */
const PROBES = 3;

/**
 * Measures repetition after repetition of the transports, plain and slowed, in turn and each round in the other
 * direction than the one before, until the time is up.
 */
export function collectRepetitions(collection: Collection): Promise<Collected> {
  return withYardstick(async (yardstick) => {
    const endAt = performance.now() + collection.durationMs;
    const spinNs: Collected['spinNs'] = {};
    for (const transport of collection.transports) {
      spinNs[transport] = await chooseSpin(collection, yardstick, transport);
    }
    const repetitions: Collected['repetitions'] = {
      plain: { threaded: [], epoll: [] },
      slowed: { threaded: [], epoll: [] },
    };
    const cells = VARIANTS.flatMap((variant) => collection.transports.map((transport) => ({ variant, transport })));
    for (let round = 0; round < collection.minRounds || performance.now() < endAt; round++) {
      for (const { variant, transport } of round % 2 === 0 ? cells : cells.toReversed()) {
        collection.onStep(`round ${round + 1}: ${transport}, ${variant}`);
        const spin = variant === 'plain' ? 0 : (spinNs[transport] ?? 0);
        repetitions[variant][transport].push(await measure(collection, { transport, yardstick, spin }));
      }
    }
    return { repetitions, spinNs };
  });
}

async function chooseSpin(collection: Collection, yardstick: Yardstick, transport: Transport): Promise<number> {
  const costs: number[] = [];
  for (let probe = 0; probe < PROBES; probe++) {
    collection.onStep(`${transport}: what a round trip costs`);
    const repetition = await measure(collection, { transport, yardstick, spin: 0 });
    costs.push(undisturbed(repetition, ({ roundTrip }) => roundTrip) ?? 0);
  }
  return Math.round(collection.slowDown * median(sortedSample(costs)));
}

interface Measured {
  transport: Transport;
  yardstick: Yardstick;
  spin: number;
}

/** Of the plain gateway too, which then spins for 0 ns: but for the delay the two are the same. */
function measure(
  { gateway: program, ...collection }: Collection,
  { transport, yardstick, spin }: Measured,
): Promise<Repetition> {
  const prepare = (gateway: RunningGateway) => slowSends(gateway, spin);
  return measureRepetition({ ...collection, program }, { transport, yardstick, prepare });
}
