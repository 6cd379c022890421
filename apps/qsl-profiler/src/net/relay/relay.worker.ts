import { workerData } from 'node:worker_threads';
import {
  armTimerfd,
  drainTimerfd,
  EpollSet,
  enterNetworkNamespace,
  openPacketSocket,
  openTimerfd,
  os,
  PosixError,
  raw,
  setIntOption,
} from '@qsl/posix';
import { chance } from './chance.ts';
import { CONTROL, counterOf, STATE } from './counters.ts';
import { RelayLane } from './lane.ts';
import type { RelayWork } from './relay.ts';

/** What a burst may fill before the relay gets to run: more than the rate of any path here makes of it. */
const BUFFER_BYTES = 32 * 1024 ** 2;
/** How long a wish to stop waits at most. */
const LOOK_MS = 50;
/** A timer of 0 would be off. */
const LEAST_TIMER_MS = 0.001;
const TIMER_SLOT = 2;

const { memory, namespaceFd, interfaces, delayMs, lossShare, seed } = workerData as RelayWork;
const control = new Int32Array(memory.control);

enterNetworkNamespace(namespaceFd);
const [near, far] = interfaces.map(openWide) as [number, number];
const random = chance(seed);
const common = { delayMs, lossShare, random };
const lanes = [
  new RelayLane({ from: near, to: far, ...common, count: counterOf(memory, 'towards') }),
  new RelayLane({ from: far, to: near, ...common, count: counterOf(memory, 'back') }),
];
const timer = openTimerfd();
const set = EpollSet.open(TIMER_SLOT + 1);
for (const [slot, fd] of [near, far, timer].entries()) set.add(fd, os.EPOLLIN, slot, 0);

Atomics.store(control, CONTROL.state, STATE.running);
Atomics.notify(control, CONTROL.state);

while (Atomics.load(control, CONTROL.stop) === 0) relayOnce();
for (const lane of lanes) lane.countDrops();
for (const fd of [near, far, timer]) raw.close(fd);
set.close();

/** Waits for frames or for the time of one, takes in what came, and sends what is due. */
function relayOnce(): void {
  const ready = set.wait(LOOK_MS);
  if (ready < 0 && ready !== -os.EINTR) throw new PosixError({ call: 'epoll_wait', errno: -ready });
  // What found no room must be known before anybody asks where it went.
  if (ready === 0) for (const lane of lanes) lane.countDrops();
  for (let i = 0; i < ready; i++) if (set.slot(i) === TIMER_SLOT) drainTimerfd(timer);
  for (const lane of lanes) lane.take(performance.now());
  for (const lane of lanes) lane.release(performance.now());
  const dueMs = Math.min(...lanes.map((lane) => lane.dueMs));
  armTimerfd(timer, Number.isFinite(dueMs) ? Math.max(LEAST_TIMER_MS, dueMs - performance.now()) : 0);
}

function openWide(interfaceIndex: number): number {
  const fd = openPacketSocket(interfaceIndex);
  setIntOption(fd, os.SOL_SOCKET, os.SO_RCVBUFFORCE, BUFFER_BYTES);
  return fd;
}
