import { UsageError } from '@qsl/cli';
import t from 'tap';
import { readTunables } from './options.ts';

const flags = { out: undefined, search: false, mdfeedBin: undefined };

t.test('tunables have the published defaults, and say where they come from', async (t) => {
  t.match(readTunables({}, flags), {
    ...{ orders: 20_000, trials: 4, smallBytes: 2048, largeBytes: 8_388_608, seed: '42', port: 0 },
    described: {
      QSL_STRESS_ORDERS: { value: '20000', from: 'default' },
      QSL_STRESS_PORT: { value: 'any free', from: 'default' },
      '--search': { value: 'no', from: 'default' },
    },
  });
  const seed = '18446744073709551615';
  t.match(readTunables({ QSL_STRESS_SEED: seed, QSL_STRESS_PORT: '9100' }, { ...flags, search: true }), {
    ...{ seed, port: 9100 },
    described: {
      QSL_STRESS_SEED: { value: seed, from: 'environment' },
      '--search': { value: 'yes', from: 'command line' },
    },
  });
});

t.test('a bad tunable is refused by name', async (t) => {
  const cases: [string, string][] = [
    ['QSL_STRESS_ORDERS', '0'],
    ['QSL_STRESS_TRIALS', '101'],
    ['QSL_STRESS_SMALL_BUF', '2K'],
    ['QSL_STRESS_SMALL_BUF', '8388608'],
    ['QSL_STRESS_LARGE_BUF', '1073741824'],
    ['QSL_STRESS_SEED', '18446744073709551616'],
    ['QSL_STRESS_SEED', '-1'],
    ['QSL_STRESS_PORT', '65536'],
  ];
  for (const [name, value] of cases) {
    t.throws(() => readTunables({ [name]: value }, flags), {
      name: UsageError.name,
      message: new RegExp(`^${name}: `),
    });
  }
});
