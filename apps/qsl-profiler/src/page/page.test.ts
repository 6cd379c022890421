import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { calibrationOf } from '../../test/calibrations.ts';
import { recordedArtifact } from '../../test/fixtures.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { originOf } from './origin.ts';
import { renderPage } from './page.ts';

const committed = (name: string) =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../../results', name), 'utf8')) as Artifact;

/** One of each kind. */
const ARTIFACTS: Artifact[] = [
  ...['gateway-io', 'socket-load', 'socket-stress', 'run'].map(recordedArtifact),
  ...['cpu_gateway.json', 'net_path.json', 'environment.json'].map(committed),
  calibrationOf({ rounds: 24, slowDown: 0.1 }),
];

function draw(artifact: Artifact): string {
  return renderPage([{ artifact, file: 'x/a.json', json: { name: 'a.json', sha256: 'abc' } }]);
}

/** The numbers of a page that name a field. */
function figuresOf(html: string): { value: string; field: string }[] {
  return Array.from(html.matchAll(/<data value="([^"]*)" data-field="([^"]*)"/g), ([, value = '', field = '']) => {
    return { value, field };
  });
}

function resolve(artifact: unknown, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], artifact);
}

t.test('every number is that of the field that it names, which has a source', async (t) => {
  for (const artifact of ARTIFACTS) {
    const figures = figuresOf(draw(artifact));
    t.ok(figures.length > 10 || artifact.kind === 'environment', `${artifact.kind}: ${figures.length} figures`);
    const wrong = figures.filter(({ field, value }) => String(resolve(artifact, field) ?? '') !== value);
    t.strictSame(wrong, [], `${artifact.kind}: as in the JSON`);
    const without = figures.filter(({ field }) => originOf(artifact, field) === undefined);
    t.strictSame(without, [], `${artifact.kind}: a source for each`);
  }
});

/** Numbers of the page's own words, which nobody measured. */
const WORDS = /\b(?:95|5|100) %|\bturns of 25\b|\bp\d+(?:\.\d+)?\b|(?:[Bb]elow|crosses) 1\b/g;

t.test('what is written outside of figures has no number but those of the JSON itself', async (t) => {
  for (const artifact of ARTIFACTS) {
    const [, main = ''] = draw(artifact).split('<main>');
    const prose = Array.from(
      main.matchAll(/<(p|h2|h3|figcaption|caption|thead)\b[^>]*>([\s\S]*?)<\/\1>/g),
      (found) => found[2],
    );
    const texts = stringsOf(artifact).sort((a, b) => b.length - a.length);
    const [sentences, names] = [texts.filter((text) => text.length > 20), texts.filter((text) => text.length <= 20)];
    for (const words of prose) {
      const bare = plainText(String(words).replace(/<data[\s\S]*?<\/data>|<[^>]*>/g, ' '));
      const without = (rest: string, text: string) => rest.replaceAll(text, ' ');
      const own = names.reduce(without, sentences.reduce(without, bare).replace(WORDS, ' '));
      t.notMatch(own, /\d/, `${artifact.kind}: ${bare}`);
    }
  }
});

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 1 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

function plainText(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

t.test('what is read first comes first, whatever the order of the files', async (t) => {
  const html = renderPage(
    ARTIFACTS.toReversed().map((artifact) => ({ artifact, file: '', json: { name: artifact.kind, sha256: '' } })),
  );
  const order = Array.from(html.matchAll(/data-artifact="([^"]*)"/g), ([, kind]) => kind);
  const best = ['gateway-io', 'cpu', 'calibration', 'socket-load', 'socket-stress', 'run', 'net', 'environment'];
  t.strictSame(order, best);
});

t.test('what may spoil a figure says of which transport', async (t) => {
  t.match(draw(recordedArtifact('gateway-io')), /<strong>[A-Z_]+<\/strong> (?:threaded|epoll): /);
});
