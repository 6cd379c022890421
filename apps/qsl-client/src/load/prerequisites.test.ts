import t from 'tap';
import { softLimitFor } from './prerequisites.ts';

t.test('the limit on descriptors is raised as far as needed, and not beyond what is allowed', async (t) => {
  t.equal(softLimitFor(10, { soft: 1024, hard: 4096 }), 1024, 'enough as it is');
  t.equal(softLimitFor(2000, { soft: 1024, hard: 4096 }), 2064, 'raised');
  t.equal(softLimitFor(4032, { soft: 1024, hard: 4096 }), 4096, 'just');
  t.throws(() => softLimitFor(4033, { soft: 1024, hard: 4096 }), {
    code: 'TOO_FEW_DESCRIPTORS',
    exitCode: 2,
    message: '4033 connections need 4097 descriptors, and this process may have 4096',
    remedy: /ulimit -Hn 4097.*at most 4032 --connections/,
  });
});
