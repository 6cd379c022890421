import t from 'tap';
import { errnoMessage, errnoName } from './errno.ts';
import { os } from './platform.ts';

t.test('an errno has the name socket programmers know', async (t) => {
  const known = ['EAGAIN', 'EOPNOTSUPP', 'EADDRINUSE', 'ECONNRESET', 'EINTR', 'EBADF'] as const;
  for (const name of known) t.equal(errnoName(os[name]), name);
});

t.test('an errno that the system does not define is named by its number', async (t) => {
  t.equal(errnoName(9999), 'E9999');
  t.equal(errnoMessage(9999), 'unknown error 9999');
});

t.test('an errno is explained in words', async (t) => {
  t.equal(errnoMessage(os.EADDRINUSE), 'address already in use');
  t.equal(errnoMessage(os.ECONNRESET), 'connection reset by peer');
});
