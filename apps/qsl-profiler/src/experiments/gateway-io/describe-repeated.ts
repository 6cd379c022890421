import type { Quantity } from '../../artifact/quantity.ts';
import { pairOrder, type Transport } from '../../gateway/gateway-program.ts';
import { pairedRatio } from '../../statistics/paired-ratio.ts';
import { YARDSTICK } from '../../yardstick/yardstick.ts';
import { type Repetition, undisturbed, WARM_UP_LOADS } from './repetition.ts';
import type { LoadRow, RepeatedProfile } from './result.ts';

type Repetitions = Record<Transport, readonly Repetition[]>;

/** Puts the repetitions into the form of the artifact. */
export function describeRepeated(repetitions: Repetitions): RepeatedProfile {
  const ns = (source: string) => ({ unit: 'ns', source, resolution: null });
  const counted = (unit: string) => ({ unit, source: 'profiler', resolution: 1 });
  return {
    repetitions: { ...counted('gateways of each transport'), value: repetitions.epoll.length },
    yardstick: YARDSTICK,
    ratios: {
      cpuTime: ratio(repetitions, cpuTimeByYardstick, 'CPU time by the yardstick'),
      roundTrip: ratio(repetitions, roundTripByYardstick, 'round trip by the yardstick'),
    },
    loads: {
      columns: {
        repetition: counted('repetitions'),
        load: counted('loads'),
        counted: { unit: '1: counted, 0: warm-up', source: 'profiler', resolution: 1 },
        cpuTime: ns('/proc/<pid>/task/<tid>/schedstat, time on CPU, per round trip'),
        roundTrip: ns('client, CLOCK_MONOTONIC, connect to close, median'),
        yardstickCpuTime: ns("schedstat of the yardstick's server, per round trip"),
        yardstickRoundTrip: ns('client of the yardstick, CLOCK_MONOTONIC, median'),
      },
      rows: repetitions.epoll.flatMap((_, pair) =>
        pairOrder(pair).flatMap((transport) => loadRows(repetitions[transport][pair] as Repetition, pair)),
      ),
    },
  };
}

function loadRows({ transport, loads }: Repetition, pair: number): LoadRow[] {
  return loads.map((cost, load) => ({
    transport,
    repetition: pair + 1,
    load: load + 1,
    counted: load < WARM_UP_LOADS ? 0 : 1,
    cpuTime: cost.cpuTime,
    roundTrip: cost.median,
    yardstickCpuTime: cost.yardstickCpuTime,
    yardstickRoundTrip: cost.yardstickMedian,
  }));
}

function cpuTimeByYardstick(repetition: Repetition): number | null {
  return divide(
    undisturbed(repetition, ({ cpuTime }) => cpuTime),
    undisturbed(repetition, ({ yardstickCpuTime }) => yardstickCpuTime),
  );
}

function roundTripByYardstick(repetition: Repetition): number | null {
  return divide(
    undisturbed(repetition, ({ roundTrip }) => roundTrip),
    undisturbed(repetition, ({ yardstickRoundTrip }) => yardstickRoundTrip),
  );
}

function divide(own: number | null, yardstick: number | null): number | null {
  return own === null || yardstick === null || yardstick === 0 ? null : own / yardstick;
}

/** epoll to threaded over the pairs that were made next to each other. */
function ratio(repetitions: Repetitions, of: (repetition: Repetition) => number | null, what: string): Quantity {
  const quantity = {
    unit: 'ratio',
    source: `${what}, epoll to threaded, geometric mean of the pairs`,
    resolution: null,
  };
  const valuesOf = (transport: Transport) => repetitions[transport].flatMap((repetition) => of(repetition) ?? []);
  const [epoll, threaded] = [valuesOf('epoll'), valuesOf('threaded')];
  const telling = epoll.length === repetitions.epoll.length && threaded.length === epoll.length;
  if (!telling || [...epoll, ...threaded].some((value) => value <= 0))
    return { ...quantity, value: null, interval: null };
  const { ratio: value, interval } = pairedRatio(epoll, threaded);
  return { ...quantity, value, interval: interval ?? null };
}
