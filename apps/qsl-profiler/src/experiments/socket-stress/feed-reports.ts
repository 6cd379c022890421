import { UntrustedMeasurement } from '@qsl/cli';

/** What the profiler needs of `qsl-mdfeed publish --json` (qsl-mdfeed-publish/1). */
export interface PublishReport {
  published: number;
  failed: number;
  messagesPerSecond: number;
}

/** What it needs of the first line of `qsl-mdfeed subscribe --json` (qsl-mdfeed-subscribe/1) … */
export interface ListeningReport {
  port: number;
  receiveBuffer: { grantedBytes: number };
}

/** … and of the last. */
export interface SubscribeReport {
  received: number;
  gaps: { count: number; missing: number };
  duplicates: number;
  outOfOrder: number;
  malformed: number;
  kernelDrops: number | null;
}

export function parsePublished(text: string): PublishReport {
  const report = parse(text, 'the publisher');
  expect(report.schema === 'qsl-mdfeed-publish/1' && areCounts(report, ['published', 'failed']), 'the publisher', text);
  return report as unknown as PublishReport;
}

export function parseListening(line: string): ListeningReport {
  const report = parse(line, 'the subscriber');
  const granted = (report.receiveBuffer as { grantedBytes?: unknown } | undefined)?.grantedBytes;
  const isRight = report.schema === 'qsl-mdfeed-subscribe/1' && typeof granted === 'number';
  expect(isRight && areCounts(report, ['port']), 'the subscriber', line);
  return report as unknown as ListeningReport;
}

export function parseSummary(line: string): SubscribeReport {
  const report = parse(line, 'the subscriber');
  const isRight = report.event === 'summary' && areCounts(report.gaps, ['count', 'missing']);
  expect(isRight && areCounts(report, ['received', 'duplicates', 'outOfOrder', 'malformed']), 'the subscriber', line);
  return report as unknown as SubscribeReport;
}

function parse(text: string, who: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return expect(false, who, text);
  }
}

function areCounts(report: unknown, names: string[]): boolean {
  return names.every((name) => Number.isSafeInteger((report as Record<string, unknown> | undefined)?.[name]));
}

function expect(isRight: boolean, who: string, text: string): never | Record<string, never> {
  if (isRight) return {};
  throw new UntrustedMeasurement({
    code: 'NO_REPORT',
    message: `${who} did not report as qsl-mdfeed does: ${JSON.stringify(text.slice(0, 200))}`,
    remedy: 'No artifact is written. Run qsl-mdfeed by hand with --json to see what it prints.',
  });
}
