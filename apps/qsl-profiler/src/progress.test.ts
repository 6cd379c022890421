import t from 'tap';
import { createProgress } from './progress.ts';

const terminal = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
};

t.test('a terminal sees the step, and a wiped line when it is over', async (t) => {
  const stream = terminal(true);
  const progress = createProgress(stream);
  progress.show('first');
  progress.show('second, too soon to be read');
  progress.clear();
  progress.clear();
  t.strictSame(stream.written, ['\r\x1b[2Kfirst', '\r\x1b[2K']);
});

t.test('a pipe sees nothing', async (t) => {
  const stream = terminal(false);
  const progress = createProgress(stream);
  progress.show('first');
  progress.clear();
  t.strictSame(stream.written, []);
});
