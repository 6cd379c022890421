/** When an accepted command is safe; see docs/reliability.md for what each mode loses. */
export const DURABILITIES = ['none', 'batch', 'sync'] as const;
export type Durability = (typeof DURABILITIES)[number];

/** What `--journal` and its companions ask for. */
export interface JournalOptions {
  readonly folder: string;
  readonly durability: Durability;
  readonly segmentBytes: number;
}

/** A file of the journal is ended by what would make it longer than this, unless told otherwise. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;

/** In the modes whose replies do not wait, the journal's thread writes at most this often, unless half a buffer is full. */
export const WRITE_INTERVAL_MS = 10;
