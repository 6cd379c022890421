import path from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@qsl/cli/testing';

const BIN = path.resolve(import.meta.dirname, '../../bin/qsl-client');

export interface ClientRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs qsl-client to its end. */
export async function runClient(...args: string[]): Promise<ClientRun> {
  const child = spawnNode(BIN, args);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { status, stdout, stderr };
}
