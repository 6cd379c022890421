import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import t from 'tap';
import { listTids, readStat, readStatus, readTasks } from '../src/index.ts';

const skip = process.platform === 'linux' ? false : 'needs /proc, that is Linux';
const SELF = { pid: process.pid };
const WAIT_TO_BE_TOLD = "require('node:worker_threads').parentPort.once('message', () => {})";

t.test('the threads of workers appear in the task list, each under its name', { skip }, async (t) => {
  const before = new Set(listTids(SELF));
  const workers = ['walk-a', 'walk-b'].map((name) => new Worker(WAIT_TO_BE_TOLD, { eval: true, name }));
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  const { tasks } = readTasks(SELF);
  const added = tasks.filter(({ tid }) => !before.has(tid));
  t.ok(['walk-a', 'walk-b'].every((name) => added.some(({ stat }) => stat.comm === name)));
  t.ok(added.every(({ tid, status }) => status.pid === tid && status.tgid === process.pid));
  t.equal(tasks[0]?.tid, process.pid, 'the main thread comes first');
  t.ok(readStat(SELF).threads > workers.length);
  for (const worker of workers) worker.postMessage('end');
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
});

t.test('threads that come and go never break a walk', { skip }, async (t) => {
  const workers = Array.from({ length: 8 }, () => new Worker('', { eval: true }));
  let running = workers.length;
  const exits = workers.map((worker) => once(worker, 'exit').then(() => running--));
  let walks = 0;
  let walksWithLeader = 0;
  while (running > 0) {
    walks++;
    if (readTasks(SELF).tasks.some(({ tid }) => tid === process.pid)) walksWithLeader++;
    await new Promise(setImmediate);
  }
  await Promise.all(exits);
  t.ok(walks > 0);
  t.equal(walksWithLeader, walks);
});

t.test('any name the kernel takes is read back from stat and status', { skip }, async (t) => {
  const commFile = `/proc/self/task/${process.pid}/comm`;
  const original = readFileSync(commFile, 'utf8').trimEnd();
  t.teardown(() => writeFileSync(commFile, original));
  const readBack = (name: Uint8Array) => {
    writeFileSync(commFile, name);
    const comm = Buffer.from(name).toString('utf8');
    const task = { ...SELF, tid: process.pid };
    return readStat(task).comm === comm && readStatus(task).name === comm && readStat(task).pid === process.pid;
  };
  for (const name of [') R 1', ' ', '\n', 'two\nlines', '\\n\\', '(((', '))) Z 0 0']) {
    t.ok(readBack(Buffer.from(name)), JSON.stringify(name));
  }
  writeFileSync(commFile, '\0');
  t.equal(readStat(SELF).comm, '');
  t.equal(readStatus(SELF).name, '');
  // TASK_COMM_LEN is 16, its last byte a zero.
  const anyBytes = fc.uint8Array({ min: 1, minLength: 1, maxLength: 15 });
  t.doesNotThrow(() => fc.assert(fc.property(anyBytes, readBack), { numRuns: 500 }));
});
