import t from 'tap';
import { servingMix } from '../tracing/serving-mix.ts';
import { findUncounted } from './mix-check.ts';

t.test('a table without the connections that were made is noticed', async (t) => {
  const cases: [accepts: number, errors: number, connections: number | null, wanted: RegExp | undefined][] = [
    [102, 0, 100, undefined],
    [202, 100, 100, undefined],
    [2, 0, 100, /counted 0 accepted connections where 100 were made/],
    [202, 0, 100, /counted 200/],
    [3, 0, null, undefined],
    [2, 0, null, /counted no accepted connection/],
  ];
  for (const [calls, errors, connections, wanted] of cases) {
    const idle = new Map([['accept4', { calls: 2, errors: 0 }]]);
    const mix = servingMix(new Map([['accept4', { calls, errors }]]), [idle, idle], 400);
    const found = findUncounted(mix, { connections, requests: 400 });
    if (wanted === undefined) t.equal(found, undefined, `${calls}`);
    else t.match(found, wanted);
  }
});
