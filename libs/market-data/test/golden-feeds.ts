import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A published flow, and the digest of its datagrams one after the other. */
export interface GoldenFeed {
  readonly seed: string;
  readonly symbols: number;
  readonly orders: number;
  readonly datagrams: number;
  readonly bytes: number;
  readonly sha256: string;
}

const vectors = process.env.QSL_VECTORS ?? path.resolve(import.meta.dirname, '../../../../shared/vectors');
const file = path.join(vectors, 'feed.json');

/** Why tests with the golden feeds cannot run here; false where they can. */
export const noGoldenFeeds: string | false = existsSync(file)
  ? false
  : 'no golden vectors: set QSL_VECTORS to the folder that holds feed.json';

export function goldenFeeds(): GoldenFeed[] {
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenFeed[];
}
