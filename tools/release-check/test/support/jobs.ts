/** The main job of each program, done by the built files in given surroundings. */
import type { Test } from 'tap';
import type { Program, Surroundings } from './release.ts';
import { type Running, run, start } from './run.ts';

export const TRANSPORTS: readonly { name: string; args: string[] }[] =
  process.platform === 'linux'
    ? [
        { name: 'threaded', args: [] },
        { name: 'epoll', args: ['--epoll'] },
      ]
    : [{ name: 'threaded', args: [] }];

/** Starts a gateway on a free port. */
export async function startGateway(
  t: Test,
  file: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Running & { port: string }> {
  const gateway = start(t, [file, '0', ...args], surroundings);
  const [, port = ''] = await gateway.said(/ listening on 127\.0\.0\.1:(\d+) /);
  return { ...gateway, port };
}

type Files = (program: Program) => string;

/** A gateway serves one order and a small load, and stops when it is told to. */
export async function tradeOnce(
  t: Test,
  files: Files,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<void> {
  const gateway = await startGateway(t, files('qsl-gateway'), args, surroundings);
  const client = files('qsl-client');
  t.strictSame(await run(t, [client, gateway.port, '--id', '7'], surroundings), {
    code: 0,
    signal: null,
    stdout: 'responses:\n  Ack order=7 seq=1\n  HeartbeatAck token=42\n',
    stderr: '',
  });
  const load = await run(t, [client, 'load', gateway.port, '--connections', '2', '--orders', '1000'], surroundings);
  t.match(load, { code: 0, stdout: /1,000 sent, 1,000 acked, 0 rejected/ });
  gateway.kill('SIGTERM');
  t.match(await gateway.ended, { code: 0, signal: null, stdout: /\nqsl-gateway stopped: 3 connections, /, stderr: '' });
}

/** A subscriber receives a feed whole. */
export async function feedOnce(t: Test, file: string, surroundings: Surroundings): Promise<void> {
  const subscriber = start(t, [file, 'subscribe', '0', '162', '4000000', '--quiet'], surroundings);
  const [, port = ''] = await subscriber.said(/^listening for market data on 127\.0\.0\.1:(\d+) /);
  const published = await run(t, [file, 'publish', port], surroundings);
  t.match(published, { code: 0, stdout: `published market data (md_seq up to 162) to 127.0.0.1:${port}\n` });
  t.match(await subscriber.ended, { code: 0, stdout: /\nreceived 162 datagrams\ntotal gaps detected: 0 / });
}
