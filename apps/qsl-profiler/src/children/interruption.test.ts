import t from 'tap';
import { Interruption, interruptible } from './interruption.ts';

t.test('an interruption says what there is in spite of it', async (t) => {
  t.equal(new Interruption('SIGINT').message, 'interrupted by SIGINT: nothing was written');
  t.equal(
    new Interruption('SIGTERM', ['a.json', 'a.txt']).message,
    'interrupted by SIGTERM: written before that: a.json, a.txt',
  );
});

t.test('work that is interrupted ends by that, and what listened for signals does so no more', async (t) => {
  const before = process.listenerCount('SIGHUP');
  const work = interruptible(async (signal) => {
    process.emit('SIGHUP', 'SIGHUP');
    signal.throwIfAborted();
  });
  await t.rejects(work, { name: 'Interruption', code: 'INTERRUPTED', signal: 'SIGHUP', exitCode: 1 });
  t.equal(process.listenerCount('SIGHUP'), before);
});
