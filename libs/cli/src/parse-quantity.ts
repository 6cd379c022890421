import { type Parse, refuse } from './checked.ts';
import type { Range } from './parse-number.ts';

const NUMBER_AND_UNIT = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)$/;

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** The longest time that timers, poll(2) and epoll_wait(2) all take: 2^31 − 1 ms, about 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A number with an optional unit, as a whole number of the smallest unit; null where it is none. */
function scaled(text: string, units: Readonly<Record<string, number>>, plainUnit: string): number | null {
  const [, digits, unit = ''] = NUMBER_AND_UNIT.exec(text) ?? [];
  const factor = units[unit === '' ? plainUnit : unit];
  if (digits === undefined || factor === undefined) return null;
  const value = Number(digits) * factor; // 1.005 × 1000 is 1004.9999999999999
  const whole = Math.round(value);
  return Number.isSafeInteger(whole) && Math.abs(value - whole) <= value * Number.EPSILON ? whole : null;
}

export interface DurationRules {
  /** What a number without a unit counts. */
  plainUnit: keyof typeof MILLISECONDS;
  minMs?: number;
  maxMs?: number;
}

/** A duration (`250ms`, `5s`, `1.5m`, `2h`, or plain), as whole milliseconds. */
export function duration({ plainUnit, minMs = 0, maxMs = MAX_TIMER_MS }: DurationRules): Parse<number> {
  return (text) => {
    const valueMs = scaled(text, MILLISECONDS, plainUnit);
    if (valueMs === null || valueMs < minMs || valueMs > maxMs) {
      refuse(text, `a duration from ${minMs}ms to ${maxMs}ms (250ms, 5s, 2m; a plain number counts ${plainUnit})`);
    }
    return valueMs;
  };
}

/** A size (`64KiB`, `8MiB`, or plain bytes), as whole bytes from `min` to `max`. */
export function bytes({ min, max }: Range): Parse<number> {
  return (text) => {
    const value = scaled(text, BYTES, 'B');
    if (value === null || value < min || value > max) {
      refuse(text, `a size from ${min} to ${max} bytes (4096, 64KiB, 8MiB)`);
    }
    return value;
  };
}
