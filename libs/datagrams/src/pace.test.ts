import t from 'tap';
import { Pace } from './pace.ts';

/** A clock that stands still until it is told, but goes on a little each time it is read in a wait. */
function clock() {
  let nowMs = 1000;
  return {
    read: () => nowMs,
    creeping: () => (nowMs += 0.01),
    advance: (byMs: number) => {
      nowMs += byMs;
    },
  };
}

t.test('a message is due at start + i / rate, late or not', async (t) => {
  const { read, advance } = clock();
  const pace = new Pace(1000, read);
  t.equal(pace.isNextDue(), true, 'the first starts the schedule');
  t.equal(pace.isNextDue(), false, 'the second is due after 1 ms');
  advance(1);
  t.equal(pace.isNextDue(), true);
  advance(3.5);
  t.strictSame([pace.isNextDue(), pace.isNextDue(), pace.isNextDue()], [true, true, true], 'what is late makes up');
  t.equal(pace.isNextDue(), false);
});

t.test('waiting ends at the planned time, not before', async (t) => {
  const { creeping } = clock();
  const pace = new Pace(5000, creeping);
  pace.isNextDue();
  pace.awaitNext();
  const nowMs = creeping();
  t.ok(nowMs >= 1000.2 && nowMs < 1000.3, `${nowMs}`);
});

t.test('lateness counts from the planned time', async (t) => {
  const { read, advance } = clock();
  const pace = new Pace(1000, read);
  pace.isNextDue();
  pace.depart(1);
  advance(2.5);
  pace.isNextDue();
  pace.isNextDue();
  pace.depart(2);
  const { p50Us, maxUs } = pace.lateness();
  t.ok(Math.abs(p50Us - 500) < 1, `${p50Us}`);
  t.ok(Math.abs(maxUs - 1500) < 2, `${maxUs}`);
});
