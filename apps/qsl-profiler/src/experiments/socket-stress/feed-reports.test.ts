import { UntrustedMeasurement } from '@qsl/cli';
import t from 'tap';
import { parseListening, parsePublished, parseSummary } from './feed-reports.ts';

const PUBLISHED = { schema: 'qsl-mdfeed-publish/1', published: 9, failed: 0, messagesPerSecond: 1.5 };
const LISTENING = { schema: 'qsl-mdfeed-subscribe/1', port: 9100, receiveBuffer: { grantedBytes: 4096 } };
const SUMMARY = {
  ...{ event: 'summary', received: 5, duplicates: 0, outOfOrder: 0, malformed: 0, kernelDrops: null },
  gaps: { count: 1, missing: 4 },
};

t.test('reports are read', async (t) => {
  t.match(parsePublished(JSON.stringify(PUBLISHED)), { published: 9, failed: 0 });
  t.match(parseListening(JSON.stringify(LISTENING)), { port: 9100 });
  t.match(parseSummary(JSON.stringify(SUMMARY)), { received: 5, kernelDrops: null });
});

t.test('what is no report of this version is not measured with', async (t) => {
  const cases: [parse: (text: string) => unknown, text: string][] = [
    [parsePublished, ''],
    [parsePublished, JSON.stringify({ ...PUBLISHED, schema: 'qsl-mdfeed-publish/2' })],
    [parsePublished, JSON.stringify({ ...PUBLISHED, failed: undefined })],
    [parseListening, 'listening for market data'],
    [parseListening, JSON.stringify({ ...LISTENING, receiveBuffer: undefined })],
    [parseSummary, JSON.stringify(LISTENING)],
    [parseSummary, JSON.stringify({ ...SUMMARY, gaps: undefined })],
    [parseSummary, JSON.stringify({ ...SUMMARY, received: 'five' })],
  ];
  for (const [parse, text] of cases)
    t.throws(() => parse(text), { name: UntrustedMeasurement.name, code: 'NO_REPORT' }, text);
});
