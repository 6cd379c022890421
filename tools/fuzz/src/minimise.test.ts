import t from 'tap';
import { execute } from './execute.ts';
import { InputLog } from './input-log.ts';
import { minimise } from './minimise.ts';
import { Random } from './random.ts';
import { BrokenInvariant, type Input, type Target } from './target.ts';

/** Breaks once a 7 has come and, in a later input since the restart, a 9. */
function sevenThenNine(): Target {
  let sevens = 0;
  return {
    maxBytes: 32,
    epoch: 64,
    seeds: [new Uint8Array(4)],
    mutate(input: Input, random: Random): void {
      input.to = input.from + 4;
      for (let at = input.from; at < input.to; at++) input.bytes[at] = random.below(16);
    },
    restart(): void {
      sevens = 0;
    },
    run({ bytes, from, to }: Input): void {
      const has = (value: number) => bytes.subarray(from, to).includes(value);
      if (sevens > 0 && has(9)) throw new BrokenInvariant('no 9 after a 7', `after ${sevens}`);
      if (has(7)) sevens++;
    },
    finish: () => {},
  };
}

t.test('a failure is found, and becomes the two inputs of one byte that it needs', async (t) => {
  const target = sevenThenNine();
  const log = InputLog.create({ inputs: target.epoch, maxBytes: target.maxBytes });
  const asked = { target, corpus: target.seeds, random: new Random(1, 1), executions: 10_000, log, progress: () => {} };
  const { failure, executions } = execute(asked);
  t.ok(executions < 10_000);
  t.match(failure, { rule: 'no 9 after a 7' });
  const small = minimise(target, failure!);
  t.strictSame(small.inputs, [Uint8Array.of(7), Uint8Array.of(9)]);
  t.equal(small.message, 'no 9 after a 7: after 1');
});

t.test('whatever else is thrown is a failure too, named by its error', async (t) => {
  const target: Target = {
    ...sevenThenNine(),
    run: ({ view, to }) => {
      view.getUint8(to + 1e9);
    },
  };
  const log = InputLog.create({ inputs: target.epoch, maxBytes: target.maxBytes });
  const asked = { target, corpus: target.seeds, random: new Random(1, 1), executions: 10, log, progress: () => {} };
  const { failure, executions } = execute(asked);
  t.match(failure, { rule: 'threw RangeError' });
  t.equal(executions, 1);
  t.strictSame(minimise(target, failure!).inputs, [new Uint8Array(0)]);
});
