import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import t from 'tap';

/** Runs two programs, one after the other, the first of which is given; ends with the status of the first. */
function startBoth(first: string) {
  const script = `
    const { runNode } = await import(${JSON.stringify(path.join(import.meta.dirname, 'run-node.ts'))});
    const { NODE_OPTIONS, ...env } = process.env;
    const run = (text) => runNode(['--eval', text], { cwd: process.cwd(), env });
    process.exitCode = await run(${JSON.stringify(first)});
    await run('process.stdout.write("second")');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return { child, said: () => said };
}

const WAITS = 'setInterval(() => {}, 1000); process.stdout.write("first ")';

t.test('programs run one after the other, and their status is told', async (t) => {
  for (const [first, status] of [
    ['process.stdout.write("first "); process.exitCode = 3', 3],
    ['process.stdout.write("first ", () => process.kill(process.pid, "SIGKILL"))', 1],
  ] as const) {
    const { child, said } = startBoth(first);
    t.strictSame(await once(child, 'close'), [status, null]);
    t.equal(said(), 'first second');
  }
});

t.test('one signal ends the program that runs, and nothing is run after it', async (t) => {
  const cases = [
    ['SIGINT', WAITS, 130],
    ['SIGTERM', WAITS, 143],
    ['SIGINT', `process.on('SIGINT', () => process.exit(0)); ${WAITS}`, 130],
  ] as const;
  for (const [signal, first, status] of cases) {
    const { child, said } = startBoth(first);
    await once(child.stdout, 'data'); // the first is there, and with it whoever passes signals on
    child.kill(signal);
    t.strictSame(await once(child, 'close'), [status, null], `${signal}, ${first}`);
    t.equal(said(), 'first ');
  }
});
