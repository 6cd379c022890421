import { EventEmitter } from 'node:events';
import t from 'tap';
import { Keyboard } from './keyboard.ts';

class Terminal extends EventEmitter {
  isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode = (isRaw: boolean) => void this.modes.push(isRaw);
  resume = () => {};
  pause = () => {};
}

const keyboardOf = (terminal: Terminal) => {
  const seen: string[] = [];
  const onKey = (key: string) => void seen.push(key);
  const keyboard = new Keyboard(terminal, { onKey, signal: (name) => void seen.push(name) });
  return { keyboard, seen };
};

t.test('keys are passed on, and what the terminal would make a signal of is one', async (t) => {
  const terminal = new Terminal();
  const { keyboard, seen } = keyboardOf(terminal);
  keyboard.open();
  terminal.emit('data', Buffer.from('aq\x03\x1a'));
  t.strictSame(seen, ['a', 'q', 'SIGINT', 'SIGTSTP']);
  keyboard.close();
  keyboard.close();
  terminal.emit('data', Buffer.from('q'));
  t.equal(seen.length, 4, 'none when it is closed');
  t.strictSame(terminal.modes, [true, false], 'and the terminal is as it was');
});

t.test('what is no terminal is left alone', async (t) => {
  const pipe = Object.assign(new Terminal(), { isTTY: false });
  const { keyboard } = keyboardOf(pipe);
  keyboard.open();
  keyboard.close();
  t.strictSame(pipe.modes, []);
  t.equal(pipe.listenerCount('data'), 0);
});
