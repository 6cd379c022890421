/** Start-up is most of a one-shot's time: what only the load driver needs must not be part of it. */

import path from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@qsl/cli/testing';
import t from 'tap';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');

/** Prints, when the program ends, the packages it has asked for. */
const WATCH = `
  import { registerHooks } from 'node:module';
  const packages = new Set();
  const resolve = (name, context, next) => (/^[.a-z@]*\\//.test(name) || packages.add(name), next(name, context));
  registerHooks({ resolve });
  process.on('exit', () => process.stdout.write(JSON.stringify([...packages])));`;

async function packagesOf(...args: string[]): Promise<string[]> {
  const child = spawnNode(MAIN, args, ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`]);
  child.stderr.resume();
  return JSON.parse(await text(child.stdout));
}

t.test('a one-shot loads neither system calls nor histograms', async (t) => {
  const loaded = await packagesOf('1');
  t.ok(loaded.includes('node:net'), `it has run: ${loaded}`);
  t.notOk(loaded.includes('koffi'));
  t.notOk(loaded.includes('hdr-histogram-js'));
});

t.test('the load driver loads both, so the test above can fail', async (t) => {
  const loaded = await packagesOf('load', '1');
  t.ok(loaded.includes('koffi') && loaded.includes('hdr-histogram-js'), `${loaded}`);
});
