import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import type { GatewayIoArtifact, TransportProfile } from '../src/experiments/gateway-io/result.ts';
import { processesMarked } from './processes.ts';
import { contentOf, startProfiler, WHOLE_RUN } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const ROUND_TRIPS = 20;

const rowOf = ({ strace }: TransportProfile, syscall: string) =>
  strace.table.rows.find((row) => row.syscall === syscall);
const rateOf = (profile: TransportProfile, syscall: string) => rowOf(profile, syscall)?.perRoundTrip ?? 0;

t.test('a small profile of the real gateway', WHOLE_RUN, async (t) => {
  const folder = t.testdir();
  const profiler = startProfiler(t, { args: ['--out', folder] });
  const { code, stdout, stderr } = await profiler.ended;
  t.equal(code, 0, stderr);
  t.strictSame(processesMarked(profiler.mark), [], 'nothing is left running');
  const {
    'socket_profile_loopback.txt': text = '',
    'socket_profile_loopback.json': json = '',
    ...others
  } = contentOf(folder);
  t.strictSame(others, {}, 'and nothing else is written');
  const artifact = JSON.parse(json) as GatewayIoArtifact;
  const { threaded, epoll } = artifact.transports;

  await t.test('the data obeys its schema, the text is what stdout shows and names the data', async (t) => {
    t.strictSame(validateArtifact(artifact), []);
    t.equal(stdout, text);
    t.match(text, createHash('sha256').update(json).digest('hex'));
  });

  await t.test('each transport shows its own system calls, once per round trip', async (t) => {
    for (const [name, profile] of Object.entries({ threaded, epoll })) {
      for (const [syscall, calls] of Object.entries({ recvfrom: 2, sendto: 1 })) {
        // A thread that leads looks once more in vain before it passes the lead, unless the peer is quicker.
        const inVain = rowOf(profile, syscall)?.errorsPerRoundTrip ?? 0;
        t.equal(Number((rateOf(profile, syscall) - inVain).toFixed(6)), calls, `${name} ${syscall}`);
      }
    }
    t.equal(rateOf(epoll, 'close'), 1);
    // On a busy machine threads begin meanwhile, which read and close files, and wait in accept4 in vain: in any run, also
    // in those that are subtracted.
    for (const syscall of ['accept4', 'close']) {
      t.ok((rowOf(threaded, syscall)?.loaded ?? 0) >= ROUND_TRIPS, `threaded ${syscall}`);
    }
    t.equal(rateOf(threaded, 'epoll_wait'), 0, 'and knows no epoll');
    t.ok(rateOf(epoll, 'accept4') > 1, 'epoll accepts until there is no more');
    t.ok(rateOf(epoll, 'epoll_wait') >= 1);
  });

  await t.test('every pass made its round trips and used something', async (t) => {
    for (const { untraced, strace, perf } of [threaded, epoll]) {
      t.equal(untraced.roundTrips.value, ROUND_TRIPS);
      t.equal(strace.roundTrips.value, ROUND_TRIPS);
      t.ok(perf.available ? perf.roundTrips.value === ROUND_TRIPS : perf.reason);
      t.ok(Number(untraced.startUp.cpuTime.value) > 0, 'start-up is apart');
      // How often depends on who was running: a request that has arrived already is read without waiting.
      t.ok(Number(untraced.serving.voluntarySwitches.value) > 0, 'threads waited');
      t.ok(Number(untraced.roundTripTime.median.value) > 1000, 'longer than a microsecond');
    }
  });

  await t.test('nothing in it tells whose machine it was', async (t) => {
    const root = path.resolve(import.meta.dirname, '../../..');
    for (const secret of [root, os.homedir(), os.hostname(), folder]) t.notOk(json.includes(`"${secret}`), secret);
    for (const secret of [root, folder]) t.notOk(text.includes(secret) || json.includes(secret), secret);
  });
});
