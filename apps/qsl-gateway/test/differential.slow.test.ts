/** A short form of `npm run differential`. */
import t from 'tap';
import { compareCommands } from './differential/commands.ts';
import { compareStreams } from './differential/streams.ts';
import { isLong, transports } from './harness.ts';

const SEED = Number(process.env.QSL_SEED ?? 20261123);

t.test(`every transport answers random streams as the session in this process does, seed ${SEED}`, async (t) => {
  const summary = await compareStreams(t, { seed: SEED, streams: isLong ? 5000 : 60 });
  t.same(summary.differences, []);
  t.ok(summary.replyBytes > 60 * transports.length, 'there were answers');
});

t.test(`the engine does what the naive reference does, seed ${SEED}`, async (t) => {
  const summary = compareCommands({ seed: SEED, commands: isLong ? 10_000_000 : 40_000 });
  t.equal(summary.difference, undefined);
  t.ok(summary.trades > 1000 && summary.accepted > summary.commands / 4, 'much was accepted');
});
