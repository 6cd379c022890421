import path from 'node:path';
import { createInterface } from 'node:readline';
import { spawnNode } from '@qsl/cli/testing';
import type { Test } from 'tap';

const BIN = path.resolve(import.meta.dirname, '../../../qsl-gateway/bin/qsl-gateway');
const READY = /listening on 127\.0\.0\.1:(\d+) /;

/** What `qsl-gateway --stats` says at exit, as far as the tests here need it. */
export interface GatewayStats {
  accepted: number;
  orders: number;
  heartbeats: number;
  fills: number;
  restingOrders: number;
}

export interface RunningGateway {
  port: number;
  /** Stops it and gives what it did. */
  stop: () => Promise<GatewayStats>;
}

/** Starts the real gateway on a free port, and has it stopped when the test ends. */
export async function startGateway(t: Test, ...args: string[]): Promise<RunningGateway> {
  const child = spawnNode(BIN, ['0', '--stats', ...args]);
  child.stderr.pipe(process.stderr);
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const lines = createInterface({ input: child.stdout });
  const seen: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      seen.push(line);
      const ready = READY.exec(line);
      if (ready !== null) resolve(Number(ready[1]));
    });
    child.on('close', (code) =>
      reject(new Error(`the gateway ended with ${code} before it was ready: ${seen.join('\n')}`)),
    );
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    return JSON.parse(seen.find((line) => line.startsWith('{')) ?? 'null') as GatewayStats;
  };
  return { port, stop };
}
