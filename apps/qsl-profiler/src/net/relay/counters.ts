/**
 * What the relay tells while it runs, in memory that it shares: one cell each, written by the relay alone. Float64
 * holds counts exactly to 2^53, and a reader that sees a value a moment old is none the worse.
 */
export const DIRECTIONS = ['towards', 'back'] as const;
export type Direction = (typeof DIRECTIONS)[number];

const FIELDS = ['forwarded', 'lost', 'lostDatagrams', 'overflowed'] as const;

export interface RelayCounts {
  /** Frames passed on. */
  forwarded: number;
  /** Frames dropped on purpose … */
  lost: number;
  /** … and those of them that were UDP. */
  lostDatagrams: number;
  /** Frames dropped for want of room, in the relay or in its sockets: none, if it keeps up. */
  overflowed: number;
}

/** Cells of the control words, Int32. */
export const CONTROL = { stop: 0, state: 1 } as const;
/** Of the state word. */
export const STATE = { starting: 0, running: 1 } as const;

export interface RelayMemory {
  counters: SharedArrayBuffer;
  control: SharedArrayBuffer;
}

export function createRelayMemory(): RelayMemory {
  const cells = DIRECTIONS.length * FIELDS.length;
  return {
    counters: new SharedArrayBuffer(cells * Float64Array.BYTES_PER_ELEMENT),
    control: new SharedArrayBuffer(Object.keys(CONTROL).length * Int32Array.BYTES_PER_ELEMENT),
  };
}

/** Adds to a count. */
export function counterOf(
  { counters }: RelayMemory,
  direction: Direction,
): (field: keyof RelayCounts, amount?: number) => void {
  const cells = new Float64Array(counters);
  const first = DIRECTIONS.indexOf(direction) * FIELDS.length;
  return (field, amount = 1) => {
    const cell = first + FIELDS.indexOf(field);
    cells[cell] = (cells[cell] as number) + amount;
  };
}

/** The counts so far. */
export function readCounts({ counters }: RelayMemory, direction: Direction): RelayCounts {
  const cells = new Float64Array(counters);
  const first = DIRECTIONS.indexOf(direction) * FIELDS.length;
  const entries = FIELDS.map((field, i) => [field, cells[first + i] as number]);
  return Object.fromEntries(entries) as unknown as RelayCounts;
}
