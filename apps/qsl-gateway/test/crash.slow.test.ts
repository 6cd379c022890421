/** Killed under load, a gateway with --durability sync keeps every promise; test/crash/crash-run.ts says which. */
import { join } from 'node:path';
import t from 'tap';
import { crashRun } from './crash/crash-run.ts';
import { isLong, transports } from './harness.ts';

const KILLS = isLong ? 500 : 2;
const SEED = Number(process.env.QSL_SEED ?? 20261123);

for (const transport of transports) {
  t.test(`${transport}: ${KILLS} kills, seed ${SEED}`, { timeout: 1000 * (60 + 10 * KILLS) }, async (t) => {
    const summary = await crashRun({ transport, seed: SEED, kills: KILLS, folder: join(t.testdir(), 'journal') });
    t.same(summary.broken, []);
    t.ok(summary.acknowledged > KILLS && summary.fills > 0, 'something was promised');
    t.comment(JSON.stringify(summary));
  });
}
