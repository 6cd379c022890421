import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { FaultLine, limitLeaving } from './faults.ts';
import type { Gateway } from './gateway.ts';

t.test('so many numbers below the limit are free, gaps included', async (t) => {
  const cases: [spare: number, open: number[], limit: number][] = [
    [0, [], 0],
    [2, [], 2],
    [0, [0, 1, 2], 3],
    [2, [0, 1, 2], 5],
    [0, [0, 1, 5, 6], 2],
    [1, [0, 1, 5, 6], 3],
    [3, [0, 1, 5, 6], 7],
    [4, [0, 1, 5, 6], 8],
  ];
  for (const [spare, open, limit] of cases) {
    t.equal(limitLeaving(spare, open), limit, `${spare} beside ${open}`);
    const free = Array.from({ length: limit }, (_, fd) => fd).filter((fd) => !open.includes(fd));
    t.equal(free.length, spare);
  }
});

const skip = process.platform !== 'linux' && 'needs Linux';

t.test('descriptor limits that overlap, or end late, leave the limit as it was', { skip }, async (t) => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const pid = child.pid!;
  const limit = () => {
    const args = ['--pid', String(pid), '--nofile', '--noheadings', '--output', 'SOFT'];
    return Number(spawnSync('prlimit', args, { encoding: 'utf8' }).stdout);
  };
  const resting = limit();
  const fault = (atMs: number) => ({ kind: 'descriptors', atMs, forMs: 10, spare: 2 }) as const;
  const line = new FaultLine([fault(0), fault(5), fault(30)], { pid } as Gateway, 0);
  const seen = [0, 5, 30, 100].map((nowMs) => {
    line.act(nowMs);
    return { isLow: limit() < resting, inEffect: line.inEffect };
  });
  const kind = 'descriptors';
  t.same(seen, [
    { isLow: true, inEffect: [kind] },
    { isLow: true, inEffect: [kind, kind] },
    { isLow: true, inEffect: [kind] },
    { isLow: false, inEffect: [] },
  ]);
  t.equal(limit(), resting);
  t.ok(line.isOver);
});
