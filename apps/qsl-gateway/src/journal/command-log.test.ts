import { RecordKind, readKind, readSequence, sealRecords } from '@qsl/journal';
import t from 'tap';
import { EngineLock } from '../shared/engine-lock.ts';
import { CommandLog } from './command-log.ts';
import { BUFFER_BYTES, bufferOf, createJournalMemory, JournalControl } from './journal-memory.ts';

const { Failed, Generation, Length, Sleeping, Urgent, Written } = JournalControl;

function start() {
  const memory = createJournalMemory();
  const lock = new EngineLock(new SharedArrayBuffer(64));
  return { ...memory, lock, log: new CommandLog(memory) };
}

t.test('commands lie one behind the other in the buffer of the generation', async (t) => {
  for (const generation of [0, 1, 2 ** 31 - 1, -(2 ** 31)]) {
    const { log, control, buffers } = start();
    control[Generation] = generation;
    log.limit(1, 0, 1, 0, 7, 100, 5, 0);
    log.market(2, 0, 1, 0, 8, 5);
    log.cancel(4, 0, 0, 7);
    const view = new DataView(buffers);
    const at = bufferOf(generation);
    t.equal(sealRecords(view, at, at + control[Length]!), 3);
    t.same([readKind(view, at), readSequence(view, at + 40)], [RecordKind.Limit, 2]);
  }
});

t.test('replies are due with the generation of what they may speak of, from the very first on', async (t) => {
  const { log, control } = start();
  t.equal(control[Written]! - log.due, 0, 'nothing happened: nothing to wait for');
  log.cancel(1, 0, 0, 7);
  t.equal(log.due, control[Generation], 'it is not written');
  t.ok(control[Written]! < log.due);
  control[Generation]! += 1; // swapped, and being written
  control[Length] = 0;
  t.equal(log.due, 0, 'still to be waited for, even by those who added nothing');
  control[Written] = 0;
  t.equal(log.awaitWritten(log.due), true);
});

t.test('generations are compared across the end of the numbers', async (t) => {
  const { log, control } = start();
  control[Written] = -(2 ** 31);
  t.equal(log.awaitWritten(2 ** 31 - 1), true);
});

t.test('after a failure there is neither room nor an end of waiting but false', async (t) => {
  const { log, control, lock } = start();
  log.cancel(1, 0, 0, 7);
  const { due } = log;
  control[Failed] = 1;
  t.equal(log.awaitWritten(due), false);
  lock.acquire();
  t.equal(log.makeRoom(lock, 1), false);
  lock.release();
});

t.test('room is for frames of that length, and a half-full buffer is in a hurry', async (t) => {
  const { log, control, lock } = start();
  control[Length] = BUFFER_BYTES - 100;
  t.equal(log.makeRoom(lock, 100), true);
  t.equal(control[Urgent], 0);
  log.wake();
  t.equal(control[Urgent], 1);
});

t.test('a sleeping journal is woken once', async (t) => {
  const { log, control } = start();
  control[Sleeping] = 1;
  log.wake();
  t.equal(control[Sleeping], 0);
});
