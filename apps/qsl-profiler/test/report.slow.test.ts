import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Result } from 'axe-core';
import { chromium } from 'playwright-core';
import t from 'tap';
import { calibrationOf } from './calibrations.ts';
import { recordedFile } from './fixtures.ts';
import { startProfiler } from './profiler.ts';

const KINDS = ['gateway-io', 'socket-load', 'socket-stress', 'run'];
const RESULTS = path.join(import.meta.dirname, '../../../results');
/** Of the kinds of which there is no fixture, in the order in which they are drawn. */
const OTHERS = ['cpu_gateway.json', 'net_path.json', 'environment.json'].map((name) => path.join(RESULTS, name));
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const folder = t.testdir({
  'calibration.json': JSON.stringify(calibrationOf({ rounds: 24, slowDown: 0.1 })),
});
const file = path.join(folder, 'report.html');
const { code, stderr } = await startProfiler(t, {
  experiment: 'report',
  args: [...KINDS.map(recordedFile), ...OTHERS, path.join(folder, 'calibration.json'), '--out', file],
}).ended;
const html = code === 0 ? readFileSync(file, 'utf8') : '';

t.test('the report is one file that refers to nothing outside', async (t) => {
  t.equal(code, 0, stderr);
  t.match(html, /^<!doctype html>/);
  t.notMatch(html, /<script|<link|<img|@import|url\((?!#)|(?:src|href)="(?!#)/);
  t.notMatch(html, /NaN|undefined|\[object/);
  t.equal(html.split('<section ').length - 1, KINDS.length + OTHERS.length + 1);
});

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
