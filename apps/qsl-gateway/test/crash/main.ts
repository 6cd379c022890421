/**
 * `npm run crash-test -w qsl-gateway -- --kills 500 --seed 1 [--transport epoll]`: prints a summary a transport; exits with 1
 * for a broken promise.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '@qsl/cli';
import { transports } from '../harness.ts';
import { crashRun } from './crash-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    transport: { type: 'string' },
  },
});

exitOnSignals('crash-test'); // gateways end with an exit

for (const transport of transports.filter((name) => values.transport === undefined || values.transport === name)) {
  const folder = mkdtempSync(join(tmpdir(), 'qsl-crash-test-'));
  const began = performance.now();
  const run = { transport, seed: Number(values.seed), kills: Number(values.kills), folder: join(folder, 'journal') };
  const summary = await crashRun(run);
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(`${JSON.stringify({ schema: 'qsl-crash-test/1', ...summary, seconds })}\n`);
  if (summary.broken.length > 0) process.exitCode = 1;
  else rmSync(folder, { recursive: true }); // a journal that broke a promise is kept
}
