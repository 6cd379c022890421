import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { predictionReach } from '../statistics/prediction.ts';
import { perRoundTripOf, servingMix } from './serving-mix.ts';
import { parseStraceSummary } from './strace-summary.ts';
import { classOf } from './syscall-class.ts';
import { type SyscallTable, sumTables } from './syscall-table.ts';

const table = (counts: Record<string, [calls: number, errors: number]>): SyscallTable =>
  new Map(Object.entries(counts).map(([syscall, [calls, errors]]) => [syscall, { calls, errors }]));

const loaded = table({ accept4: [204, 102], sendto: [102, 0], futex: [60, 5] });
const controls = [table({ accept4: [4, 2], sendto: [2, 0], futex: [30, 0], mmap: [8, 0] }), table({ futex: [50, 2] })];

t.test('the mean of the control runs is subtracted, and their variation is the uncertainty', async (t) => {
  const mix = servingMix(loaded, controls, 100);
  t.strictSame(
    mix.map(({ syscall }) => syscall),
    ['accept4', 'sendto', 'futex', 'mmap'],
    'the dearest first',
  );
  t.strictSame(mix[0], {
    syscall: 'accept4',
    loaded: 204,
    controls: [4, 0],
    perRoundTrip: 2.02,
    spread: predictionReach([4, 0]) / 100,
    errorsPerRoundTrip: 1.01,
  });
  t.match(mix[2], { perRoundTrip: 0.2, spread: predictionReach([30, 50]) / 100, errorsPerRoundTrip: 0.04 });
  t.match(mix[3], { loaded: 0, perRoundTrip: -0.04 }, 'a call made only without load counts against it');
});

t.test('recorded tables of the epoll transport subtract to what it does for one round trip', async (t) => {
  const read = (name: string) =>
    parseStraceSummary(readFileSync(path.join(import.meta.dirname, '../../fixtures', name), 'utf8'));
  const control = read('strace-6.1-epoll-control.txt');
  const mix = servingMix(read('strace-6.1-epoll.txt'), [control, control], 500);
  for (const [syscall, calls] of Object.entries({
    accept4: 2,
    recvfrom: 2,
    sendto: 1,
    close: 1,
    epoll_ctl: 1,
    socket: 0,
  }))
    t.equal(mix.find((row) => row.syscall === syscall)?.perRoundTrip, calls, syscall);
});

t.test('several calls together, with and without the failed ones', async (t) => {
  const control = table({ accept4: [4, 2], sendto: [2, 0] });
  const mix = servingMix(loaded, [control, control], 100);
  t.equal(perRoundTripOf(mix, ['accept4', 'sendto']), 3);
  t.equal(perRoundTripOf(mix, ['accept', 'accept4'], { succeeded: true }), 1);
});

t.test('a raw table cannot pass for the cost of serving', async (t) => {
  t.throws(() => servingMix(loaded, [], 100), RangeError);
  t.throws(() => servingMix(loaded, controls.slice(0, 1), 100), RangeError);
  t.throws(() => servingMix(loaded, controls, 0), RangeError);
});

t.test('tables add up', async (t) => {
  const sum = sumTables([table({ read: [1, 1], futex: [2, 0] }), table({ read: [3, 0] })]);
  t.strictSame(Object.fromEntries(sum), { read: { calls: 4, errors: 1 }, futex: { calls: 2, errors: 0 } });
});

t.test('every call has a class', async (t) => {
  const cases = { sendto: 'socket', epoll_pwait: 'readiness', futex: 'waking', madvise: 'memory', statx: 'other' };
  for (const [syscall, expected] of Object.entries(cases)) t.equal(classOf(syscall), expected);
});
