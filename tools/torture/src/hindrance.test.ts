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
      [{ ms: 500, spend: { 'stalled clients': 450 }, lateMs: 440 }],
      { longestMs: 500, ms: 500, by: 'stalled clients' },
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
