import { os } from '@qsl/posix';
import t from 'tap';
import { type AcceptFailure, classifyAcceptFailure } from './accept-errors.ts';

t.test('what a failed accept4 calls for', async (t) => {
  const cases: Record<AcceptFailure, (keyof typeof os)[]> = {
    empty: ['EAGAIN'],
    retry: ['EINTR', 'ECONNABORTED', 'EPROTO', 'ENETDOWN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPERM'],
    backOff: ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'],
    fatal: ['EBADF', 'EINVAL', 'ENOTSOCK'],
  };
  for (const [failure, names] of Object.entries(cases)) {
    for (const name of names) t.equal(classifyAcceptFailure(os[name]), failure, name);
  }
});
