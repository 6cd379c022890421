import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface GoldenFeed {
  seed: string;
  symbols: number;
  orders: number;
  datagrams: number;
  bytes: number;
  sha256: string;
}

const vectors = process.env.QSL_VECTORS ?? path.resolve(import.meta.dirname, '../../../../../shared/vectors');
const file = path.join(vectors, 'feed.json');

/** Why tests with the golden feeds cannot run here; false where they can. */
export const noGoldenFeeds: string | false = existsSync(file)
  ? false
  : 'no golden vectors: set QSL_VECTORS to the folder that holds feed.json';

export function goldenFeeds(): GoldenFeed[] {
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenFeed[];
}
