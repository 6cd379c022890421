import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import type { LeadingWork } from '../../../test/fixtures/leading-worker.ts';
import { createLeadership, dissolve, hasLeader, Leadership, untilLed } from './leadership.ts';

const SCRIPT = new URL('../../../test/fixtures/leading-worker.ts', import.meta.url);

const crew = (threads: number, seats: number) => {
  const memory = createLeadership({ threads, seats });
  return { memory, members: Array.from({ length: threads }, (_, thread) => new Leadership(memory, thread)) };
};

t.test('so many lead as there are seats, and a seat that is free again goes to whoever joins', async (t) => {
  const { memory, members } = crew(5, 2);
  t.notOk(hasLeader(memory));
  for (const member of members) member.join();
  t.same(leading(members), [true, true, false, false, false]);
  t.ok(members[0]!.pass(), 'the other still leads');
  t.same(leading(members), [true, true, false, false, false], 'nobody is woken for it');
  members[0]!.join();
  t.same(leading(members), [true, true, false, false, false]);
});

t.test('the last leader passes to the follower that joined last', async (t) => {
  const { members } = crew(4, 1);
  const [a, b, c, d] = members;
  for (const member of [a, b, c, d]) member!.join();
  t.ok(a!.pass());
  t.same(leading(members), [true, false, false, true]);
  a!.join();
  t.ok(d!.pass());
  t.same(leading(members), [true, false, false, true], 'the first was back, and slept');
  t.ok(a!.pass());
  t.ok(c!.pass());
  t.same(leading(members), [true, true, true, true]);
});

t.test('when nobody follows, the last to pass knows that nobody leads', async (t) => {
  const { memory, members } = crew(2, 2);
  for (const member of members) member.join();
  t.ok(members[0]!.pass());
  t.ok(hasLeader(memory));
  t.notOk(members[1]!.pass());
  t.notOk(hasLeader(memory));
  members[0]!.join();
  t.ok(hasLeader(memory));
});

t.test('a grace lasts until somebody leads, or else to its end', async (t) => {
  const { memory, members } = crew(1, 1);
  const graceMs = 50;
  const startedAt = performance.now();
  const unled = untilLed(createLeadership({ threads: 1, seats: 1 }), graceMs).then(() => 'unled');
  const led = untilLed(memory, graceMs).then(() => 'led');
  members[0]!.join();
  t.equal(await Promise.race([unled, led]), 'led');
  await unled;
  t.ok(performance.now() - startedAt >= graceMs * 0.8, 'a timer may be early by less than a millisecond');
});

t.test('after the end everybody leads, those that sleep and those that come', async (t) => {
  const { memory, members } = crew(5, 1);
  for (const member of members.slice(0, 4)) member.join();
  t.ok(members[0]!.pass());
  dissolve(memory);
  dissolve(memory);
  members[4]!.join();
  t.same(leading(members), [true, true, true, true, true]);
  t.ok(members[1]!.pass(), 'nobody is missed');
});

for (const seats of [1, 3]) {
  t.test(`no wake-up is lost between threads, with ${seats} to lead`, async (t) => {
    const [threads, rounds] = [6, 3000];
    const memory = createLeadership({ threads, seats });
    const tally = new Int32Array(new SharedArrayBuffer(8));
    const workers = Array.from({ length: threads }, (_, thread) => {
      const workerData: LeadingWork = { memory, thread, rounds, tally };
      return new Worker(SCRIPT, { workerData, execArgv: [] });
    });
    const mostAtOnce = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as number));
    t.ok(Math.max(...mostAtOnce) <= seats, 'and never more than that do');
    t.equal(tally[1], threads * rounds, 'each had all its turns');
    t.notOk(hasLeader(memory));
  });
}

/** Who would not sleep: awaitLead itself would never return for the others. */
function leading(members: readonly Leadership[]): boolean[] {
  return members.map((member) => member.leads);
}
