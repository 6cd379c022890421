import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Test } from 'tap';
import { type Surroundings, unprivileged } from './release.ts';

/** Long beyond anything that works; what hangs is killed then. */
const PATIENCE_MS = 60_000;

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  pid: number;
  /** Settles once stdout matches. Rejects where the program ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ending>;
}

/** Starts a program in given surroundings. It is gone when the test ends. */
export function start(t: Test, [file, ...args]: readonly [string, ...string[]], { env, cwd }: Surroundings): Running {
  // Through env(1), which becomes the program: tap puts a variable of its own into the environment of every child.
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const child = spawn('/usr/bin/env', ['-i', ...variables, file, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...unprivileged,
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const ended = endOf(child).finally(() => clearTimeout(deadline));
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece;
  });
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(text);
        if (found !== null) resolve(found);
      };
      child.stdout.on('data', look);
      look();
      ended.then(({ code, signal, stderr }) =>
        reject(new Error(`${file} ended (${signal ?? code}) before it said ${pattern}: ${stderr}`)),
      );
    });
  // The exit status of a program that could not be started arrives without one.
  return { pid: child.pid ?? 0, said, kill: (signal) => child.kill(signal), ended };
}

/** Runs a program to its end. */
export function run(t: Test, command: readonly [string, ...string[]], surroundings: Surroundings): Promise<Ending> {
  return start(t, command, surroundings).ended;
}

async function endOf(child: ChildProcess): Promise<Ending> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece: Buffer) => {
    stdout += piece;
  });
  child.stderr?.on('data', (piece: Buffer) => {
    stderr += piece;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
