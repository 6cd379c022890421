/**
 * `npm run crash-test -w qsl-gateway -- --kills 500 --seed 1 [--transport epoll]`: prints a summary a transport; exits with 1
 * for a broken promise.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checked, count, ExitCode, exitOnSignals, makeScratchFolder, refuse, runScript } from '@qsl/cli';
import { circumstances } from '../circumstances.ts';
import { type TransportName, transports } from '../harness.ts';
import { crashRun } from './crash-run.ts';

const whole = count({ min: 0, max: Number.MAX_SAFE_INTEGER });

const some = count({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** One of the transports that this machine has. */
function parseTransport(text: string): readonly TransportName[] {
  const found = transports.filter((name) => name === text);
  return found.length > 0 ? found : refuse(text, transports.join(' or '));
}

runScript({
  name: 'crash-test',
  summary: 'Gateways killed under load, again and again on one journal: no promise may be broken.',
  describe: 'kill gateways under load, and compare what they recover with what they promised',
  options: (parser) =>
    parser
      .option('kills', checked('--kills', some, { describe: 'for each transport', default: '50' }))
      .option('seed', checked('--seed', whole, { describe: 'of the orders, and of when a kill comes', default: '1' }))
      .option(
        'transport',
        checked('--transport', parseTransport, { describe: `${transports.join(' or ')}; else both` }),
      ),
  run: async ({ kills, seed, transport: chosen = transports }) => {
    exitOnSignals('crash-test'); // gateways end with an exit
    const facts = circumstances();
    let isBroken = false;
    for (const transport of chosen) {
      const folder = makeScratchFolder(tmpdir(), 'qsl-crash-test-');
      // Gateways have been killed by then, but may not be gone yet.
      const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      process.once('exit', removeFolder);
      const keep = () => {
        process.off('exit', removeFolder);
        process.stderr.write(`crash-test: the journal is kept in ${folder}\n`);
      };
      const began = performance.now();
      const summary = await crashRun({ transport, seed, kills, folder: join(folder, 'journal') }).catch((error) => {
        keep();
        throw error;
      });
      const seconds = Math.round((performance.now() - began) / 1000);
      process.stdout.write(`${JSON.stringify({ schema: 'qsl-crash-test/1', ...facts, ...summary, seconds })}\n`);
      if (summary.broken.length === 0) continue;
      isBroken = true;
      keep();
    }
    return isBroken ? ExitCode.FAILURE : ExitCode.OK;
  },
  examples: [['npm run crash-test -w qsl-gateway -- --kills 500 --seed 1', 'for the record']],
});
