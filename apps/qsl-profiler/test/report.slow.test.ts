import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Result } from 'axe-core';
import { chromium } from 'playwright-core';
import t from 'tap';
import { recordedArtifact, recordedFile } from './fixtures.ts';
import { startProfiler } from './profiler.ts';

const KINDS = ['gateway-io', 'socket-load', 'socket-stress'];
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const folder = t.testdir();
const file = path.join(folder, 'report.html');
const { code, stderr } = await startProfiler({
  experiment: 'report',
  args: [...KINDS.map(recordedFile), '--out', file],
}).ended;
const html = code === 0 ? readFileSync(file, 'utf8') : '';

t.test('the report is one file that refers to nothing outside', async (t) => {
  t.equal(code, 0, stderr);
  t.match(html, /^<!doctype html>/);
  t.notMatch(html, /<script|<link|<img|@import|url\((?!#)|(?:src|href)="(?!#)/);
  t.notMatch(html, /NaN|undefined|\[object/);
});

t.test('every number is that of the field of the JSON that it names', async (t) => {
  const sections = html.split('<section ').slice(1);
  t.equal(sections.length, KINDS.length);
  for (const [i, kind] of KINDS.entries()) {
    const artifact = recordedArtifact(kind);
    const figures = Array.from((sections[i] ?? '').matchAll(/<data value="([^"]*)" data-field="([^"]*)"/g));
    const wrong = figures.filter(([, value, field = '']) => String(resolve(artifact, field) ?? '') !== value);
    t.ok(figures.length > 50, `${kind}: ${figures.length} figures`);
    t.strictSame(
      wrong.map(([whole]) => whole),
      [],
      kind,
    );
  }
});

function resolve(artifact: unknown, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], artifact);
}

const IN_CHROMIUM = { skip: CHROMIUM === undefined ? 'needs Chromium' : false, timeout: 180_000 };

t.test('in Chromium: accessible, light and dark, on a screen and on a phone', IN_CHROMIUM, async (t) => {
  const browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
  t.teardown(() => browser.close());
  for (const colorScheme of ['light', 'dark'] as const) {
    // Page scripts are forbidden by the page itself; the checker is no part of it.
    const page = await browser.newPage({ colorScheme, bypassCSP: true, viewport: { width: 1200, height: 900 } });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    for (const details of await page.locator('summary').all()) await details.click();
    await page.addScriptTag({ path: AXE });
    const violations: Result[] = await page.evaluate('axe.run().then(({ violations }) => violations)');
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`);
    t.strictSame(found, [], `${colorScheme}: axe finds nothing`);
    await page.setViewportSize({ width: 375, height: 700 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    t.equal(overflow, 0, `${colorScheme}: on a phone nothing is wider than the page`);
    t.strictSame(
      requests.filter((url) => !url.startsWith('file:')),
      [],
      `${colorScheme}: nothing is asked of the network`,
    );
    await page.close();
  }
});
