import t from 'tap';
import { drainEventfd, openEventfd, signalEventfd } from './eventfd.ts';
import { pin } from './memory.ts';
import { hasEpoll, os } from './platform.ts';
import { raw } from './raw.ts';

const skip = !hasEpoll && 'no eventfd here';

t.test('signals are counted until they are drained', { skip }, async (t) => {
  const fd = openEventfd();
  t.teardown(() => raw.close(fd));
  t.equal(drainEventfd(fd), 0);
  for (let i = 0; i < 3; i++) signalEventfd(fd);
  t.equal(drainEventfd(fd), 3);
  t.equal(drainEventfd(fd), 0);
});

t.test('an eventfd whose counter is full is signalled all the same', { skip }, async (t) => {
  const fd = openEventfd();
  t.teardown(() => raw.close(fd));
  const largest = new BigUint64Array([0xfffffffffffffffen]);
  t.equal(raw.write(fd, pin(largest), 8), 8);
  t.equal(raw.write(fd, pin(new BigUint64Array([1n])), 8), -os.EAGAIN, 'full');
  signalEventfd(fd);
  t.ok(drainEventfd(fd) > 0);
});

t.test('a descriptor that is not open is thrown', { skip }, async (t) => {
  t.throws(() => signalEventfd(-1), { code: 'EBADF', call: 'write' });
  t.throws(() => drainEventfd(-1), { code: 'EBADF', call: 'read' });
});
