import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workspaceRoot } from '@qsl/build';
import { RuntimeFailure } from '@qsl/cli';
import { gatewayArguments } from './terms.ts';

export type TransportName = 'epoll' | 'threaded';

export interface GatewayTerms {
  readonly transport: TransportName;
  /** A program in place of the gateway from source. */
  readonly program: string | undefined;
  /** New or empty: where its journal goes. */
  readonly folder: string;
}

/** A gateway process under torture. */
export interface Gateway {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  readonly folder: string;
  readonly hasEnded: boolean;
  /** How it ended, and what it said on stderr; once it has. */
  readonly obituary: string;
  /** Waits for it to have ended, and for its last words, but no longer than this. Whether it has. */
  awaitEnd(forMs: number): Promise<boolean>;
  /** Ends it in order; gives what it counted, or undefined where it did not end as it should. */
  stop(): Promise<GatewayCounts | undefined>;
  kill(): void;
}

/** What --stats prints, as far as it is of use here. */
export interface GatewayCounts {
  readonly accepted: number;
  readonly shed: number;
  readonly closed: Readonly<Record<string, number>>;
  readonly frames: number;
  readonly acceptBackoffs: number;
}

const LISTENING = /listening on 127\.0\.0\.1:(\d+) /;
const PATIENCE_MS = 60_000;
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts a gateway and waits until it listens. Throws RuntimeFailure where it does not. */
export async function startGateway({ transport, program, folder }: GatewayTerms): Promise<Gateway> {
  const fromSource = path.join(workspaceRoot, 'apps/qsl-gateway/src/main.ts');
  const [file, ...first] = program ? [program] : [process.execPath, '--conditions=@qsl/source', fromSource];
  const args = [...first, ...gatewayArguments(transport, folder)];
  const child = spawn(file!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
  children.add(child);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, 'close');
  ended.catch(() => {}); // a program that cannot be run: looked at below
  ended.finally(() => children.delete(child)).catch(() => {});
  const obituary = () =>
    `the gateway ended with ${child.signalCode ?? `status ${child.exitCode}`}${said.stderr && `: ${said.stderr.trim()}`}`;
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, found] = LISTENING.exec(said.stdout) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    const fail = (why: string) => reject(new RuntimeFailure({ code: 'NO_GATEWAY', message: why }));
    ended.then(
      () => fail(`${obituary()}, before it listened`),
      (error: Error) => fail(`the gateway cannot be run: ${error.message}`),
    );
    setTimeout(fail, PATIENCE_MS, `the gateway does not listen after ${PATIENCE_MS} ms`).unref();
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid!,
    host: '127.0.0.1',
    port,
    folder,
    get hasEnded() {
      return hasEnded();
    },
    get obituary() {
      return obituary();
    },
    awaitEnd: async (forMs) => {
      await Promise.race([ended, sleep(forMs, undefined, { ref: false })]);
      return hasEnded();
    },
    stop: async () => {
      child.kill('SIGTERM');
      const deadline = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(deadline);
      const last = said.stdout.trimEnd().split('\n').at(-1) ?? '';
      return child.exitCode === 0 && said.stderr === '' ? (JSON.parse(last) as GatewayCounts) : undefined;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** Without what would change what the program does or says. */
function environment(): NodeJS.ProcessEnv {
  const unwanted = /^(?:NODE_(?!COMPILE_CACHE$)|TAP|_TAPJS|DEBUG$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}
