import t from 'tap';
import { EpollSet } from './epoll.ts';
import { hasEpoll, os } from './platform.ts';
import { raw } from './raw.ts';
import { armTimerfd, drainTimerfd, openTimerfd } from './timerfd.ts';

const skip = !hasEpoll && 'no timerfd here';
const FOR_EVER = -1;

/** A timer in an epoll set of its own, both closed when the test ends. */
function watchedTimer(t: { teardown(close: () => void): void }): { timer: number; set: EpollSet } {
  const timer = openTimerfd();
  const set = EpollSet.open(1);
  set.add(timer, os.EPOLLIN, 0, 0);
  t.teardown(() => {
    set.close();
    raw.close(timer);
  });
  return { timer, set };
}

t.test('an armed timer is due again and again', { skip }, async (t) => {
  const { timer, set } = watchedTimer(t);
  armTimerfd(timer, 1.5);
  for (let i = 0; i < 3; i++) {
    t.equal(set.wait(FOR_EVER), 1);
    t.ok(drainTimerfd(timer) >= 1);
  }
});

t.test('a timer that is not armed, or disarmed, or not yet due, has counted nothing', { skip }, async (t) => {
  const { timer, set } = watchedTimer(t);
  t.equal(drainTimerfd(timer), 0);
  armTimerfd(timer, 3_600_000);
  t.equal(set.wait(0), 0);
  armTimerfd(timer, 1);
  t.equal(set.wait(FOR_EVER), 1);
  armTimerfd(timer, 0);
  t.equal(set.wait(5), 0, 'disarming forgets what was due');
});

t.test('a time that is none is refused', { skip }, async (t) => {
  for (const intervalMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => armTimerfd(-1, intervalMs), RangeError, String(intervalMs));
  }
  t.throws(() => armTimerfd(-1, 1), { code: 'EBADF', call: 'timerfd_settime' });
});
