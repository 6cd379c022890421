import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@qsl/cli/testing';
import type { Test } from 'tap';
import type { PublishReport } from '../../src/publish/report.ts';
import type { ListeningLine, SummaryLine } from '../../src/subscribe/report.ts';

const BIN = path.resolve(import.meta.dirname, '../../bin/qsl-mdfeed');

/**
 * SO_RCVBUF with room for some 500 small datagrams at least, as Linux caps it by default: nothing is lost however late a
 * subscriber gets to run. The system's own default has room for half as many.
 */
export const LARGE_BUFFER = '4000000';

export interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs qsl-mdfeed to its end. */
export async function run(...args: string[]): Promise<Run> {
  const child = spawnNode(BIN, args);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { status, stdout, stderr };
}

/** Publishes and gives the report. */
export async function publish(port: number, ...args: string[]): Promise<PublishReport> {
  const { status, stdout, stderr } = await run('publish', String(port), ...args, '--json');
  if (status !== 0) throw new Error(`publish ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as PublishReport;
}

export interface Subscriber {
  pid: number;
  port: number;
  /** Its first line. */
  ready: string;
  /** Gives its lines, the first one among them, once it has ended. */
  ended: Promise<{ status: number | null; lines: string[]; stderr: string }>;
  signal(name: NodeJS.Signals): void;
  /** Stops listening to what it says. */
  hangUp(): void;
}

/** Starts `qsl-mdfeed subscribe` on a free port; it listens when this resolves, and is gone when the test ends. */
export async function startSubscriber(t: Test, ...args: string[]): Promise<Subscriber> {
  const child = spawnNode(BIN, ['subscribe', '0', ...args]);
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const stderr = text(child.stderr);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const ready = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (lines.push(line) === 1) resolve(line);
    });
    exited.then(async (status) => reject(new Error(`subscribe ended with ${status}: ${await stderr}`)));
  });
  return {
    pid: child.pid!,
    port: Number(/127\.0\.0\.1:(\d+)|239\.\d+\.\d+\.\d+:(\d+)|"port":(\d+)/.exec(ready)?.slice(1).find(Boolean)),
    ready,
    ended: exited.then(async (status) => ({ status, lines, stderr: await stderr })),
    signal: (name) => process.kill(child.pid!, name),
    hangUp: () => child.stdout.destroy(),
  };
}

/** The first and the last line of a `--json` subscriber, and what is between. */
export async function jsonLines(subscriber: Subscriber) {
  const { status, lines, stderr } = await subscriber.ended;
  if (status !== 0) throw new Error(`subscribe ended with ${status}: ${stderr}`);
  const documents = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    listening: documents[0] as unknown as ListeningLine,
    messages: documents.slice(1, -1),
    summary: documents.at(-1) as unknown as SummaryLine,
  };
}
