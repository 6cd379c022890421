import t from 'tap';
import { checked, NativeCallsError, PosixError } from './errors.ts';
import { os } from './platform.ts';

t.test('a failure names the call, its subject, the reason, the code and the remedy', async (t) => {
  const error = new PosixError({ call: 'bind', errno: os.EACCES, about: '127.0.0.1:80' });
  t.match(error, { name: 'PosixError', call: 'bind', errno: os.EACCES, code: 'EACCES' });
  t.equal(
    error.message,
    'bind 127.0.0.1:80: permission denied (EACCES). ' +
      'Ports below 1024 need privilege: choose a higher port, or run with CAP_NET_BIND_SERVICE.',
  );
});

t.test('the same code has another remedy, or none, for another call', async (t) => {
  const remedies = [
    ['bind', os.EADDRNOTAVAIL, /belongs to no interface/],
    ['connect', os.EADDRNOTAVAIL, /TIME_WAIT/],
    ['accept4', os.EMFILE, /ulimit -n/],
    ['socket', os.ENFILE, /fs\.file-max/],
    ['listen', os.EADDRINUSE, /another port/],
    ['recv', os.EACCES, /^recv: permission denied \(EACCES\)$/],
  ] as const;
  for (const [call, errno, expected] of remedies) t.match(new PosixError({ call, errno }).message, expected);
});

t.test('a missing native part says what is missing and what to run', async (t) => {
  const cause = new Error('Cannot find the native Koffi module');
  const error = new NativeCallsError(cause);
  t.match(error, { code: 'NATIVE_CALLS_UNAVAILABLE', cause });
  t.match(error.message, /Cannot find the native Koffi module.*npm ci/);
});

t.test('checked repeats an interrupted call and returns its result', async (t) => {
  const results = [-os.EINTR, -os.EINTR, 7];
  t.equal(
    checked('recv', () => results.shift() as number),
    7,
  );
  t.same(results, []);
});

t.test('checked throws any other failure, and once', async (t) => {
  let calls = 0;
  const fail = () => {
    calls++;
    return -os.EBADF;
  };
  t.throws(() => checked('close', fail, 'descriptor 5'), { code: 'EBADF', call: 'close', errno: os.EBADF });
  t.equal(calls, 1);
});
