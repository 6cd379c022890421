import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import t from 'tap';
import { isRunning, pollUntil } from '../../test/processes.ts';
import { TreeLedger } from './tree-ledger.ts';

const skip = process.platform === 'linux' ? false : 'needs procfs';
/** When told to, starts a child that repeats what it is sent, and says when that has ended. */
const SCRIPT = 'read -r _; cat <&3 & wait; echo ended; read -r _';

t.test('a process that has ended is counted as such, its threads too, and stays in the sums', { skip }, async (t) => {
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] });
  t.teardown(() => shell.kill('SIGKILL'));
  const [stdin, stdout, , toChild] = shell.stdio as unknown as [Writable, Readable, null, Writable];
  let said = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const hears = (word: string) => pollUntil(() => said.includes(word) || undefined);

  const ledger = new TreeLedger(shell.pid as number);
  ledger.read();
  t.strictSame([ledger.processes, ledger.threads], Array(2).fill({ running: 1, started: 0, ended: 0 }));

  stdin.write('\n');
  toChild.write('up\n');
  await hears('up');
  const both = ledger.read();
  t.strictSame([ledger.processes, ledger.threads], Array(2).fill({ running: 2, started: 1, ended: 0 }));
  const childNs = ledger.onCpuNsByName.get('cat');

  toChild.end();
  await hears('ended');
  for (const reading of ['the first without it', 'a later one']) {
    const { minorFaults, userTicks, voluntarySwitches } = ledger.read();
    t.strictSame([ledger.processes, ledger.threads], Array(2).fill({ running: 1, started: 1, ended: 1 }), reading);
    t.equal(ledger.onCpuNsByName.get('cat'), childNs, reading);
    t.ok(minorFaults >= both.minorFaults && userTicks >= both.userTicks, reading);
    t.ok(voluntarySwitches >= both.voluntarySwitches, reading);
  }
});

t.test('a process that has ended, and is yet to be reaped, is gone', { skip }, async (t) => {
  const careless = spawn('/bin/sh', ['-c', 'true & echo $!; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => careless.kill('SIGKILL'));
  const [line] = await once(careless.stdout, 'data');
  const zombie = Number(line);
  await pollUntil(() => !isRunning(zombie) || undefined);
  t.throws(() => new TreeLedger(zombie).read(), { code: 'QSL_PROCFS_GONE' });
});
