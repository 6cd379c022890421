/** Each program does its main job wherever it is put: without Node, without a home, where nothing may be written. */
import path from 'node:path';
import t, { type Test } from 'tap';
import { feedOnce, TRANSPORTS, tradeOnce } from './support/jobs.ts';
import { bareSurroundings, emptyFolder, stage } from './support/release.ts';

const ENVIRONMENTS: Record<string, (t: Test) => NodeJS.ProcessEnv> = {
  'HOME is unset': () => ({}),
  'HOME is read-only': (t) => ({ HOME: emptyFolder(t, 0o555) }),
  'HOME is no folder': () => ({ HOME: '/dev/null' }),
  'HOME cannot be made': () => ({ HOME: '/proc/self/no-home' }),
  'HOME and TMPDIR are read-only': (t) => ({ HOME: emptyFolder(t, 0o555), TMPDIR: emptyFolder(t, 0o555) }),
  'TMPDIR does not exist': (t) => ({ TMPDIR: path.join(emptyFolder(t), 'missing') }),
  'the environment has options for Node': () => ({ NODE_OPTIONS: '--no-such-option', NODE_PATH: '/nowhere' }),
};

const files = stage(t, ['qsl-gateway', 'qsl-client', 'qsl-mdfeed']);

for (const [name, environment] of Object.entries(ENVIRONMENTS)) {
  t.test(name, async (t) => {
    const surroundings = bareSurroundings(t, environment(t));
    for (const { name, args } of TRANSPORTS) {
      await t.test(`orders, ${name}`, (t) => tradeOnce(t, files, args, surroundings));
    }
    await t.test('market data', (t) => feedOnce(t, files('qsl-mdfeed'), surroundings));
  });
}
