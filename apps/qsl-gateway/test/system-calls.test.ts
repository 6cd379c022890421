/**
 * The system calls of each transport, as strace sees them: exactly those that its design names, in exactly the numbers
 * that the exchange needs. What else a thread of Node does by itself is named in RUNTIME_CALLS and left out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { heartbeatAcks, heartbeats } from './frames.ts';
import { type RunningGateway, startGateway, type TransportName } from './harness.ts';
import { Peer } from './peer.ts';
import { countByName, noStrace, readTrace, straceTo, type Trace, type TracedCall } from './strace.ts';

const CONNECTIONS = 6;
/** With the one that is turned away. */
const ACCEPTED = CONNECTIONS + 1;
const ROUND_TRIPS = 20;
const PIPELINED = 100;
/** Received: each round trip, the pipelined requests at once, and the peer's end. */
const RECEIVES = ROUND_TRIPS + 2;
const SENDS = ROUND_TRIPS + 1;

/**
 * V8 in a serving thread: its compiler and collector take locks and memory, and ask once who they are. When a thread first
 * waits for a lock, Abseil notes its identity with signals masked (thread_identity.cc), and once a second its priority
 * (mutex.cc); the first of all measures the clock by sleeping, while others yield (sysinfo.cc).
 */
const RUNTIME_CALLS = new Set([
  ...['futex', 'mmap', 'munmap', 'mprotect', 'madvise', 'getpid', 'rt_sigprocmask'],
  ...['sched_getparam', 'sched_getscheduler', 'sched_yield', 'clock_nanosleep'],
]);
/** Before it measures, Abseil looks for a file that most kernels do not have. */
const isRuntimes = ({ name, errno }: TracedCall) =>
  RUNTIME_CALLS.has(name) || (name === 'openat' && errno === 'ENOENT');
/** How often Abseil sleeps at most while it measures the clock, once a process. */
const CLOCK_SLEEPS = 8;

/**
 * All connections at once, each with its round trips, some pipelined requests, and its end; and one too many, which is
 * turned away. On threads that shows, too, that all there may be are there: so many serve, and one more waited for it.
 */
function exchange(t: Test, gateway: RunningGateway): void {
  const peers = Array.from({ length: CONNECTIONS }, () => Peer.connect(t, gateway));
  for (let round = 0; round < ROUND_TRIPS; round++) for (const peer of peers) peer.roundTrip(round);
  if (Peer.connect(t, gateway).receiveToEnd().length > 0) t.fail('an answer without a request');
  for (const peer of peers) {
    peer.send(heartbeats(PIPELINED));
    if (!peer.receive(24 * PIPELINED).equals(heartbeatAcks(PIPELINED))) t.fail('wrong answers');
    peer.halfClose();
    if (peer.receiveToEnd().length > 0) t.fail('more answers than requests');
    peer.close();
  }
}

/** Traces a gateway that has two batches of connections, one after the other. */
async function traceOf(t: Test, transport: TransportName): Promise<Trace> {
  const folder = mkdtempSync(join(tmpdir(), 'qsl-strace-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'trace');
  const args = ['--max-connections', String(CONNECTIONS), '--idle-timeout', '0'];
  const gateway = await startGateway(t, { transport, args, wrapper: straceTo(file) });
  exchange(t, gateway);
  exchange(t, gateway);
  await gateway.stop();
  return readTrace(file);
}

const isAccepted = ({ name, errno }: TracedCall) => name === 'accept4' && errno === undefined;

/** The calls from the first accepted connection of the second batch on. */
function secondBatch({ calls }: Trace): TracedCall[] {
  const accepted = calls.flatMap((call, i) => (isAccepted(call) ? [i] : []));
  return calls.slice(accepted[ACCEPTED]);
}

/**
 * Those of the threads that serve, each from the first connection that it accepted among them (a close of the batch
 * before may come late on another thread) until it sees that the gateway stops; without the runtime's.
 */
function servingCalls(calls: readonly TracedCall[], all: readonly TracedCall[], lastCall: string): TracedCall[] {
  const serving = new Set(all.filter(isAccepted).map(({ tid }) => tid));
  return [...serving].flatMap((tid) => {
    const own = calls.filter((call) => call.tid === tid && !isRuntimes(call));
    const first = own.findIndex(isAccepted);
    const last = own.findLastIndex(({ name }) => name === lastCall);
    return first < 0 ? [] : own.slice(first, last);
  });
}

const isVain = ({ name, errno }: TracedCall) => name === 'recvfrom' && errno === 'EAGAIN';

/**
 * Without what a thread of the pool tells the main thread when it finds nothing to read: that nobody waits for connections
 * any more. How often that is so depends on how late the ends of the batch before are seen; a write anywhere else stays.
 */
function withoutAsking(calls: readonly TracedCall[]): TracedCall[] {
  return calls.filter(({ name }, i) => name !== 'write' || !isVain(calls[i - 1]!));
}

t.test('threaded', { skip: noStrace }, async (t) => {
  const trace = await traceOf(t, 'threaded');
  const warm = secondBatch(trace);
  const serving = servingCalls(warm, trace.calls, 'accept4'); // the last one fails, for the listener is shut down
  const calls = withoutAsking(serving);
  t.same(
    countByName(calls.filter((call) => !isVain(call))),
    {
      accept4: ACCEPTED,
      recvfrom: CONNECTIONS * RECEIVES,
      sendto: CONNECTIONS * SENDS,
      close: ACCEPTED,
    },
    'two calls a round trip, one send for pipelined requests, two calls more a connection',
  );
  t.ok(calls.filter(isVain).length <= CONNECTIONS, 'a thread looks once for what is there already, then it waits');
  t.same(
    warm.filter(({ name }) => name === 'clone' || name === 'clone3'),
    [],
    'no thread is made once the pool is warm',
  );
  checkTotals(t, trace);
});

t.test('epoll', { skip: noStrace }, async (t) => {
  const trace = await traceOf(t, 'epoll');
  const serving = servingCalls(secondBatch(trace), trace.calls, 'shutdown');
  const { accept4, epoll_wait: waits, read: ticks = 0, timerfd_settime: _, ...counts } = countByName(serving);
  t.same(
    counts,
    {
      recvfrom: CONNECTIONS * RECEIVES,
      sendto: CONNECTIONS * SENDS,
      close: ACCEPTED,
      epoll_ctl: CONNECTIONS + 1, // one a connection; the last takes the listener out at the stop
    },
    'besides waiting, two calls a round trip and three a connection',
  );
  t.equal(serving.filter(isAccepted).length, ACCEPTED);
  t.ok(accept4! <= 2 * ACCEPTED, 'an accept that finds nobody ends each turn of accepting, and no more');
  const [events, stop] = [CONNECTIONS * RECEIVES + ACCEPTED, 1];
  t.ok(waits! <= events + ticks + stop, `${waits} waits for at most ${events} events and ${ticks} ticks`);
  checkTotals(t, trace);
});

/** The table of `strace -c`: no thread but those that serve touches a connection, and nobody polls one. */
function checkTotals(t: Test, { calls, totals }: Trace): void {
  const serving = new Set(calls.filter(isAccepted).map(({ tid }) => tid));
  const counts = countByName(calls.filter(({ tid }) => serving.has(tid)));
  for (const name of ['recvfrom', 'sendto']) t.equal(totals.get(name), counts[name], `${name}: only serving threads`);
  for (const name of ['fcntl', 'poll', 'select', 'sendmsg', 'recvmsg']) t.equal(counts[name], undefined, `no ${name}`);
  t.ok((totals.get('clock_nanosleep') ?? 0) <= CLOCK_SLEEPS, 'nobody sleeps, but to measure the clock');
}
