import t from 'tap';
import { spinBeforeSend } from './slow-sends.ts';

const nothing = () => 0;

t.test('the calls are found among variables, once, and send spins before it sends', async (t) => {
  const raw = { send: (...call: unknown[]) => call.length, recv: nothing, accept4: nothing, epollWait: nothing };
  const early = Object.defineProperty({}, 'unborn', {
    enumerable: true,
    get: () => {
      throw new ReferenceError('Cannot access it');
    },
  });
  const scopes = [early, { raw, other: { send: nothing }, count: 3, none: null, missing: undefined }, { again: raw }];
  t.equal(spinBeforeSend(scopes, 2e6), 1);
  const startedAt = process.hrtime.bigint();
  t.equal(raw.send(1, 2, 3), 3);
  t.ok(process.hrtime.bigint() - startedAt >= 2_000_000n);
});

t.test('where they are not, nothing is changed', async (t) => {
  t.equal(spinBeforeSend([{ send: nothing }, {}], 0), 0);
});
