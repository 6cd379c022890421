/** Killed under load, a gateway with --durability sync keeps every promise; test/crash/crash-run.ts says which. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { crashRun } from './crash/crash-run.ts';
import { lostPromises } from './crash/history.ts';
import type { Promised } from './crash/trader.ts';
import { Side, TimeInForce } from './frames.ts';
import { isLong, outcome, spawnProgram, transports } from './harness.ts';
import { PATIENCE_MS } from './peer.ts';

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

/** The beginning of a segment, and not a whole record behind it. */
const FIRST_WRITE_FAILS = ['prlimit', '--fsize=200'];

const noLimits = process.env.QSL_BIN_DIR && 'an executable unpacks its native part first, which is over the limit';

t.test('a gateway that does not get to promise anything is found out', { skip: noLimits }, async (t) => {
  const cases = [
    [
      'it turns connections away',
      { args: ['--max-connections', '1'], lastWordsMs: 0 },
      /ended a connection before it was killed/,
    ],
    [
      'it ends by itself',
      { wrapper: FIRST_WRITE_FAILS, lastWordsMs: PATIENCE_MS },
      /ended by itself: .*EFBIG.*nothing was acknowledged/,
    ],
  ] as const;
  for (const [what, fault, message] of cases) {
    const folder = join(t.testdir(), 'journal');
    const { broken } = await crashRun({ transport: transports.at(-1)!, seed: SEED, kills: 1, folder, ...fault });
    t.match(broken.join(), message, what);
  }
});

t.test('a promise is lost where any of its terms is another', async (t) => {
  const order = { kind: 'limit', id: 1n, symbol: 0, side: Side.Buy, quantity: 3, price: 100n } as const;
  const told: Promised = { ...order, timeInForce: TimeInForce.GTC, sequence: 7n };
  const lost = (other: object) => {
    const { sequence, ...command } = { ...told, ...other };
    return lostPromises([{ acks: [told], fills: [] }], { answers: new Map([[sequence, command]]), fills: new Map() });
  };
  t.same(lost({}), []);
  const others = { kind: 'market', id: 2n, symbol: 1, side: Side.Sell, quantity: 4, price: 101n, sequence: 8n };
  for (const [name, value] of Object.entries({ ...others, timeInForce: TimeInForce.IOC })) {
    t.equal(lost({ [name]: value }).length, 1, name);
  }
});

t.test('interrupted, the command leaves nothing behind', async (t) => {
  const folder = t.testdir();
  const main = join(import.meta.dirname, 'crash/main.ts');
  const command = [process.execPath, '--conditions=@qsl/source', main, '--kills', '100000'];
  const child = spawnProgram(['env', `TMPDIR=${folder}`, ...command]);
  t.teardown(() => child.kill('SIGKILL'));
  const ended = outcome(child);
  const hasJournal = () =>
    readdirSync(folder).some((name) => {
      const journal = join(folder, name, 'journal');
      return existsSync(journal) && readdirSync(journal).some((file) => file.endsWith('.log'));
    });
  while (!hasJournal() && child.exitCode === null) await delay(10);
  child.kill('SIGTERM');
  t.match(await ended, { code: 143, stderr: /^crash-test: interrupted by SIGTERM/ });
  t.same(readdirSync(folder), []);
});
