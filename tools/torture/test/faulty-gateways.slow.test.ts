/** Rounds on a gateway that does something wrong, or dies. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { type Arena, openArena } from '../src/arena.ts';
import { isScript } from '../src/failure.ts';
import type { Amount } from '../src/plan.ts';
import { Subject } from '../src/round.ts';
import { type ClientScript, type ConnectionScript, parse, type RoundScript } from '../src/script.ts';
import { torture } from '../src/torture.ts';

const GATEWAY = path.resolve(import.meta.dirname, '../../../apps/qsl-gateway/src/main.ts');
const DEAF = path.resolve(import.meta.dirname, 'fixtures/deaf.ts');
const skip = process.platform !== 'linux' && 'needs Linux';

/** A gateway from source as a program, which a line of shell goes before. */
function programOf(t: Test, first: string, options: readonly string[]): string {
  const start = [process.execPath, '--conditions=@qsl/source', ...options, GATEWAY];
  const program = path.join(t.testdir(), 'gateway');
  writeFileSync(program, `#!/bin/sh\n${first}\nexec '${start.join("' '")}' "$@"\n`, { mode: 0o700 });
  return program;
}

async function arenaOf(t: Test, program?: string): Promise<Arena> {
  const arena = await openArena({ transport: 'epoll', program });
  t.teardown(() => arena.close());
  return arena;
}

/** Clients that each ask for one thing on each of their connections, one after the other. */
function roundOf(clients: number, connections: number): RoundScript {
  const connection: ConnectionScript = {
    ...{ waitMs: 0, requests: [{ kind: 'heartbeat', token: 1n }], pace: { pieces: [100], pauseMs: 0 } },
    ...{ reading: 'prompt', ending: 'finish' },
  };
  const client: ClientScript = { what: 'trader', startMs: 0, connections: Array(connections).fill(connection) };
  return { name: 'a round', clients: Array(clients).fill(client), faults: [] };
}

t.test('connections that are never read are found, though they end at a deadline', { skip }, async (t) => {
  const program = programOf(t, '', ['--import', DEAF]);
  const { subject } = await arenaOf(t, program);
  const { finding } = await subject.run(roundOf(4, 2));
  t.match(finding, /it ended \(end of stream\) with 1 requests unanswered; it was quiet for up to \d+ ms/);
});

t.test(
  'a gateway that is killed in the middle of a round has crashed, whoever sees that first',
  { skip },
  async (t) => {
    const { gateway, subject } = await arenaOf(t);
    // Always somebody who connects; the first connections are there when it returns for the first time.
    const playing = subject.run(roundOf(20, 5000));
    process.kill(gateway.pid, 'SIGKILL');
    const { finding } = await playing;
    t.equal(finding, 'the gateway ended with SIGKILL');
  },
);

t.test('what is left of a gateway that was killed: how it ended, when, and a script', { skip }, async (t) => {
  const folder = t.testdir();
  const pidFile = path.join(folder, 'pid');
  const program = programOf(t, `echo $$ >'${pidFile}'; echo these are its last words >&2`, []);
  const amount: Amount = { clients: 3, mostRequests: 5, roundMs: 30, mostInStorm: 4, warmsUp: false };
  let killed = 0;
  const progress = (text: string) => {
    if (killed > 0 || !text.includes('round 2,')) return;
    killed = Number(readFileSync(pidFile, 'utf8'));
    setImmediate(() => process.kill(killed, 'SIGKILL')); // when the round has begun
  };
  const terms = { transport: 'epoll', program, seed: 1, forMs: 60_000, amount, folder } as const;
  const { tally, failures, defects } = await torture(terms, progress);
  t.match([tally.rounds, failures.length, defects], [2, 1, []]);
  const [failure] = failures;
  t.match(failure, {
    round: 'seed 1, round 2',
    finding: 'the gateway ended with SIGKILL: these are its last words',
    isReproduced: false,
  });
  const saved = parse(readFileSync(failure!.script, 'utf8'));
  t.ok(isScript(saved));
  t.match(saved, { finding: failure!.finding, round: { name: 'seed 1, round 2' } });
});

t.test('a living gateway that refuses a connection does something wrong', { skip }, async (t) => {
  const { gateway } = await arenaOf(t);
  const nobodys = createServer().listen(0, '127.0.0.1');
  await once(nobodys, 'listening');
  const { port } = nobodys.address() as AddressInfo;
  nobodys.close();
  await once(nobodys, 'close');
  const { finding } = await new Subject({ ...gateway, port }).run(roundOf(1, 1));
  t.equal(finding, 'the gateway lives, and a client cannot connect to it: ECONNREFUSED');
});
