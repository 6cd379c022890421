import t from 'tap';
import { badArgument, gone, isGone, malformed, ProcfsError, unavailable, unlessGone } from './errors.ts';

t.test('every error says where, what and what to do', async (t) => {
  const cases: [error: ProcfsError, message: RegExp][] = [
    [gone('/proc/7/stat', undefined), /^\/proc\/7\/stat: .* has ended.*\. Take the last reading while it still runs/],
    [
      malformed({ file: 'f', field: 'utime' }, 'x', 'a number'),
      /^f: field utime reads "x", not a number\. Read the file again/,
    ],
    [
      malformed({ file: 'f', field: 'utime' }, undefined, 'a number'),
      /^f: field utime is missing\. Read the file again/,
    ],
    [unavailable('f', 'no. Do this.'), /^f: no\. Do this\.$/],
    [badArgument('pid', Number.NaN, 'a number'), /^pid is NaN: pass a number\.$/],
  ];
  for (const [error, message] of cases) t.match(error, { name: 'ProcfsError', message });
});

t.test('a hostile value stays on one line and short', async (t) => {
  const { message } = malformed({ file: 'f', field: 'comm' }, `\n\u001b[2J${'x'.repeat(10_000)}`, 'a name');
  t.notOk(message.includes('\n') || message.includes('\u001b'));
  t.ok(message.length < 400);
});

t.test('gone is told from every other error', async (t) => {
  t.equal(isGone(gone('f', undefined)), true);
  t.equal(isGone(unavailable('f', 'no')), false);
  t.equal(isGone(Object.assign(new Error(), { code: 'QSL_PROCFS_GONE' })), false);
  t.ok(gone('f', undefined) instanceof ProcfsError);
});

t.test('what was read, unless it is gone; other errors pass', async (t) => {
  const failing = (error: unknown) => () => {
    throw error;
  };
  t.equal(
    unlessGone(() => 7),
    7,
  );
  t.equal(unlessGone(failing(gone('f', undefined))), undefined);
  for (const error of [unavailable('f', 'no'), new Error('another')]) t.throws(() => unlessGone(failing(error)), error);
});
