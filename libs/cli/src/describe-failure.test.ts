import t from 'tap';
import { describeFailure } from './describe-failure.ts';
import { PrerequisiteError, RuntimeFailure, UntrustedMeasurement, UsageError } from './errors.ts';

const context = { name: 'x', usage: 'Usage: x', withStack: false };
const coded = (message: string, fields: object): Error => Object.assign(new Error(message), fields);
const details = { code: 'CODE', message: 'this happened', remedy: 'Do that.' };

t.test('each kind of error has its exit code and its words', async (t) => {
  const cases: [unknown, number, string][] = [
    [new UsageError('no such port'), 2, 'x: no such port\nUsage: x\n'],
    [new UsageError('no such port', { remedy: 'Give one.' }), 2, 'x: no such port\nGive one.\nUsage: x\n'],
    [new PrerequisiteError(details), 2, 'x: this happened\nDo that.\n'],
    [new RuntimeFailure(details), 1, 'x: this happened\nDo that.\n'],
    [new UntrustedMeasurement(details), 3, 'x: this happened\nDo that.\n'],
    [coded('in use', { code: 'EADDRINUSE', call: 'bind' }), 1, 'x: in use (EADDRINUSE from bind)\n'],
    [coded('bind: in use (EADDRINUSE)', { code: 'EADDRINUSE', call: 'bind' }), 1, 'x: bind: in use (EADDRINUSE)\n'],
    [coded('ENOENT: none', { code: 'ENOENT', syscall: 'open' }), 1, 'x: ENOENT: none\n'],
    [coded('no host', { code: 'BAD_HOST' }), 2, 'x: no host\n'],
    [coded('no calls', { code: 'NATIVE_CALLS_UNAVAILABLE' }), 2, 'x: no calls\n'],
    [undefined, 1, 'x: unexpected error: undefined\n'],
    [null, 1, 'x: unexpected error: null\n'],
  ];
  for (const [error, exitCode, text] of cases) t.strictSame(describeFailure(error, context), { exitCode, text }, text);
});

t.test('a code that names a property of every object is no known code', async (t) => {
  t.equal(describeFailure(coded('odd', { code: 'toString' }), context).exitCode, 1);
});

t.test('the stack comes last, where wanted', async (t) => {
  const { text } = describeFailure(new RangeError('odd'), { ...context, withStack: true });
  t.match(text, /^x: unexpected error: odd\n[\s\S]*\nRangeError: odd\n {4}at /);
});
