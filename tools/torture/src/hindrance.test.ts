import t from 'tap';
import { CAUSES, type Cause, Hindrance, Silence } from './hindrance.ts';

const skip = process.platform !== 'linux' && 'needs Linux';

/** What was spent on each cause, the wait for a CPU apart: that is this machine's. */
const spent = ({ spentMs }: Hindrance) =>
  Object.fromEntries(
    CAUSES.map((cause, i) => [cause, spentMs[i]!]).filter(([cause, ms]) => ms !== 0 && cause !== 'run queue'),
  );

t.test('a fault counts for as long as it is in effect, and this process where it stood still', { skip }, async (t) => {
  const hindrance = new Hindrance(process.pid, 0);
  for (const nowMs of [5, 10, 15]) hindrance.note(nowMs, []);
  t.same(spent(hindrance), {}, 'not while it looks at the clock');
  hindrance.note(25, ['signals', 'stop']);
  hindrance.note(30, ['buffers', 'signals']);
  hindrance.note(1030, []);
  hindrance.note(1530, ['starve']);
  hindrance.note(1535, ['descriptors']);
  t.same(spent(hindrance), { stop: 10, 'stalled clients': 1000, starve: 500, descriptors: 5 });
});

t.test('a wait for a CPU counts from when it began, less what has a cause already', async (t) => {
  const waits = new Map([
    [1, 5e9],
    [2, 5e9],
  ]);
  const hindrance = new Hindrance(1, 0, () => new Map(waits));
  const runQueueMs = () => hindrance.spentMs[CAUSES.indexOf('run queue')];
  for (let nowMs = 50; nowMs <= 1000; nowMs += 50) hindrance.note(nowMs, nowMs <= 200 ? ['starve'] : []);
  t.equal(runQueueMs(), 0, 'the kernel has not told of it yet');
  waits.set(2, 5e9 + 900e6);
  waits.set(1, 5e9 + 100e6);
  for (let nowMs = 1050; nowMs <= 1200; nowMs += 50) hindrance.note(nowMs, []);
  t.equal(runQueueMs(), 900, 'the longest wait of a thread, which began when the fault was over');
  waits.set(1, 5e9 + 100e6 + 600e6);
  for (let nowMs = 1250; nowMs <= 1800; nowMs += 50) hindrance.note(nowMs, nowMs <= 1400 ? ['starve'] : []);
  t.equal(runQueueMs(), 900 + 400, 'of 600 ms, 200 were the fault');
});

t.test('a process that is gone does not wait for a CPU', { skip }, async (t) => {
  const hindrance = new Hindrance(2 ** 22 + 1, 0); // above the largest pid there is (proc_sys_kernel(5), pid_max)
  for (let nowMs = 0; nowMs <= 1000; nowMs += 50) hindrance.note(nowMs, []);
  t.ok(hindrance.spentMs.every((ms) => ms === 0));
});

/** Of the time until `ms`, so much is spent on a cause; clients send so much too late. */
interface Step {
  readonly ms: number;
  readonly spend?: Partial<Record<Cause, number>>;
  readonly lateMs?: number;
}

function silenceOf(steps: readonly Step[]) {
  const spentMs = new Float64Array(CAUSES.length);
  const silence = new Silence(spentMs, 0);
  for (const { ms, spend = {}, lateMs = 0 } of steps) {
    for (const [cause, more] of Object.entries(spend)) spentMs[CAUSES.indexOf(cause as Cause)]! += more;
    silence.addLateness(lateMs);
    silence.end(ms);
  }
  const { longestMs, hindered } = silence;
  return { longestMs, ...hindered };
}

t.test('a silence is accounted for by what was measured in it alone', async (t) => {
  const cases: [what: string, steps: Step[], expected: ReturnType<typeof silenceOf>][] = [
    ['nothing stood in the way', [{ ms: 3000 }], { longestMs: 3000, ms: 0, by: undefined }],
    [
      'the causes add up',
      [{ ms: 3000, spend: { stop: 300, starve: 400 }, lateMs: 100 }],
      { longestMs: 3000, ms: 800, by: 'starve' },
    ],
    [
      'the client was late',
      [{ ms: 3000, spend: { stop: 300 }, lateMs: 2500 }],
      { longestMs: 3000, ms: 2800, by: 'late client' },
    ],
    [
      'no more than all of it',
      [{ ms: 500, spend: { stop: 450, 'run queue': 440 } }],
      { longestMs: 500, ms: 500, by: 'stop' },
    ],
    [
      'a process that stood still, and therefore sent late, counts once',
      [{ ms: 2000, spend: { 'stalled clients': 900 }, lateMs: 900 }],
      { longestMs: 2000, ms: 900, by: 'stalled clients' },
    ],
    [
      'it was later than that explains',
      [{ ms: 2000, spend: { 'stalled clients': 300 }, lateMs: 1000 }],
      { longestMs: 2000, ms: 1000, by: 'late client' },
    ],
    [
      'what was over long ago does not count',
      [{ ms: 1700, spend: { 'run queue': 1700 } }, ...Array.from({ length: 80 }, (_, i) => ({ ms: 1800 + 100 * i }))],
      { longestMs: 1700, ms: 0, by: undefined },
    ],
    [
      'what was over a while ago does',
      [{ ms: 1700, spend: { 'run queue': 1700 } }, ...Array.from({ length: 20 }, (_, i) => ({ ms: 1800 + 100 * i }))],
      { longestMs: 1700, ms: 1700, by: 'run queue' },
    ],
    [
      'each by itself',
      [
        { ms: 1000, spend: { 'run queue': 900 } },
        { ms: 4000, lateMs: 10 },
      ],
      { longestMs: 3000, ms: 900, by: 'run queue' },
    ],
  ];
  for (const [what, steps, expected] of cases) t.same(silenceOf(steps), expected, what);
});
