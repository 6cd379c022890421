import type { RiskLimits } from '../risk.ts';
import type { TranscriptLine } from './line.ts';

/** The first line of a transcript that has no comment of its own. */
export const DEFAULT_COMMENT = '# qsl differential-testing fixture: command stream + events + rejections + snapshot';

export const VERSION_LINE = 'version 1';

const META_FORM = 'meta seed A symbols B orders C max_qty D max_notional E';
const META = /^meta seed [0-9]+ symbols [0-9]+ orders [0-9]+ max_qty ([0-9]+) max_notional ([0-9]+)$/;
const MAX_UINT32 = 2 ** 32 - 1;

/** @throws TranscriptError where the line is not `version 1` */
export function parseVersion(line: TranscriptLine): void {
  if (line.fields.join(' ') !== VERSION_LINE) line.fail(`"${VERSION_LINE}"`);
}

/**
 * The risk limits that a `meta` line states. Either may be any whole number: a larger one than an engine can tell
 * apart (2^32 − 1 and 2^53 − 1) is taken as that.
 * @throws TranscriptError where the line is no `meta` line
 */
export function parseMeta(line: TranscriptLine): RiskLimits {
  const [, maxQuantity, maxNotional] = META.exec(line.fields.join(' ')) ?? line.fail(`"${META_FORM}"`);
  return {
    maxOrderQuantity: Math.min(Number(maxQuantity), MAX_UINT32),
    maxNotional: Math.min(Number(maxNotional), Number.MAX_SAFE_INTEGER),
  };
}
