import t from 'tap';
import { RECORDED_ROOT } from '../test/recorded.ts';
import { parseSysctl, readNetCore } from './net-core.ts';

t.test('a namespace shows some of the tunables, the others are undefined', async (t) => {
  t.strictSame(readNetCore({ root: RECORDED_ROOT }), {
    rmemDefaultBytes: 212992,
    rmemMaxBytes: 4194304,
    wmemDefaultBytes: 212992,
    wmemMaxBytes: 4194304,
    optmemMaxBytes: 131072,
    somaxconn: 4096,
    netdevMaxBacklog: undefined,
    netdevBudget: undefined,
    netdevBudgetUs: undefined,
    busyReadUs: undefined,
    busyPollUs: undefined,
  });
});

t.test('every tunable comes from its own file', async (t) => {
  const FILES = {
    rmemDefaultBytes: 'rmem_default',
    rmemMaxBytes: 'rmem_max',
    wmemDefaultBytes: 'wmem_default',
    wmemMaxBytes: 'wmem_max',
    optmemMaxBytes: 'optmem_max',
    somaxconn: 'somaxconn',
    netdevMaxBacklog: 'netdev_max_backlog',
    netdevBudget: 'netdev_budget',
    netdevBudgetUs: 'netdev_budget_usecs',
    busyReadUs: 'busy_read',
    busyPollUs: 'busy_poll',
  };
  const numbered = Object.values(FILES).map((file, index) => [file, `${index + 1}\n`]);
  const root = t.testdir({ self: {}, sys: { net: { core: Object.fromEntries(numbered) } } });
  t.strictSame(readNetCore({ root }), Object.fromEntries(Object.keys(FILES).map((name, index) => [name, index + 1])));
});

t.test('without procfs the answer is an error, not eleven times undefined', async (t) => {
  t.throws(() => readNetCore({ root: t.testdir({}) }), { code: 'QSL_PROCFS_UNAVAILABLE' });
});

t.test('a file that holds no single number is refused', async (t) => {
  for (const text of ['', '212992', '\n', '4096 131072 6291456\n', '-1\n', 'pfifo_fast\n']) {
    t.throws(() => parseSysctl(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here' }, JSON.stringify(text));
  }
});
