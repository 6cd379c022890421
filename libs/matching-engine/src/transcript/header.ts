import type { RiskLimits } from '../risk.ts';
import type { TranscriptLine } from './line.ts';

/** The first line of a transcript that has no comment of its own. */
export const DEFAULT_COMMENT = '# qsl differential-testing fixture: command stream + events + rejections + snapshot';

export const VERSION_LINE = 'version 1';

const META_FORM = 'meta seed A symbols B orders C max_qty D max_notional E';
const META = /^meta seed [0-9]+ symbols [0-9]+ orders [0-9]+ max_qty ([0-9]+) max_notional ([0-9]+)$/;

/** @throws TranscriptError where the line is not `version 1` */
export function parseVersion(line: TranscriptLine): void {
  if (line.fields.join(' ') !== VERSION_LINE) line.fail(`"${VERSION_LINE}"`);
}

/**
 * The risk limits that a `meta` line states. Either may be any whole number: one beyond an engine's quantities or
 * prices refuses what those allow no more (see RiskGate).
 * @throws TranscriptError where the line is no `meta` line
 */
export function parseMeta(line: TranscriptLine): RiskLimits {
  const [, maxQuantity, maxNotional] = META.exec(line.fields.join(' ')) ?? line.fail(`"${META_FORM}"`);
  return { maxOrderQuantity: Number(maxQuantity), maxNotional: Number(maxNotional) };
}
