import { refuse, UsageError } from '@qsl/cli';

/** What a path does to packets. The same in both directions. */
export interface PathOptions {
  rateBitsPerSecond: number;
  /** Bytes that may wait for the rate limit before more are dropped. */
  queueBytes: number;
  delayMs: number;
  /** Of packets, 0 to 1. */
  lossShare: number;
  /** Who delays and drops: the kernel, or a relay in user space. */
  impairment: Impairment;
  /** Of the relay's loss. */
  seed: number;
}

export type Impairment = 'auto' | 'netem' | 'relay';
const IMPAIRMENTS: readonly Impairment[] = ['auto', 'netem', 'relay'];

const RATE_UNITS: Readonly<Record<string, number>> = { kbit: 1e3, mbit: 1e6, gbit: 1e9 };
const RATE_RANGE = { min: 64e3, max: 100e9 };
const MAX_LOSS = 0.5;

/** `100mbit`: a number and kbit, mbit or gbit, in powers of ten as tc(8) has them. */
export function parseRate(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(kbit|mbit|gbit)$/.exec(text) ?? [];
  const rate = Math.round(Number(digits) * (RATE_UNITS[unit] ?? Number.NaN));
  if (!(rate >= RATE_RANGE.min && rate <= RATE_RANGE.max))
    refuse(text, 'a rate from 64kbit to 100gbit, such as 100mbit');
  return rate;
}

/** `0.5%`, as a share. */
export function parseLoss(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%?$/.exec(text) ?? [];
  const share = Number(digits) / 100;
  if (!(share >= 0 && share <= MAX_LOSS))
    refuse(text, `a share of packets from 0% to ${MAX_LOSS * 100}%, such as 0.5%`);
  return share;
}

export function parseImpairment(text: string): Impairment {
  const impairment = IMPAIRMENTS.find((name) => name === text);
  if (impairment === undefined) throw new UsageError(`"${text}" is none of ${IMPAIRMENTS.join(', ')}`);
  return impairment;
}

/** A rate as tc(8) writes it. */
export function formatRateLimit(bitsPerSecond: number): string {
  for (const [unit, size] of Object.entries(RATE_UNITS).reverse()) {
    if (bitsPerSecond >= size) return `${Number((bitsPerSecond / size).toFixed(3))}${unit}`;
  }
  return `${bitsPerSecond}bit`;
}
