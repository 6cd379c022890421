import t from 'tap';
import { spinBeforeSend } from './slow-sends.ts';

const nothing = () => 0;

t.test('the calls are found among variables, once, and send spins before it sends', async (t) => {
  const raw = { send: (...call: unknown[]) => call.length, recv: nothing, accept4: nothing, epollWait: nothing };
  const scope = { other: { send: nothing }, count: 3, none: null, missing: undefined, raw, again: raw };
  Object.defineProperty(scope, 'unborn', {
    enumerable: true,
    get: () => {
      throw new ReferenceError('Cannot access it');
    },
  });
  t.equal(spinBeforeSend.call(scope, 2e6), 1);
  const startedAt = process.hrtime.bigint();
  t.equal(raw.send(1, 2, 3), 3);
  t.ok(process.hrtime.bigint() - startedAt >= 2_000_000n);
});

t.test('where they are not, nothing is changed', async (t) => {
  t.equal(spinBeforeSend.call({ send: nothing, other: {} }, 0), 0);
  t.equal(spinBeforeSend.call({}, 0), 0);
});
