import { PrerequisiteError, UsageError } from '@qsl/cli';
import t from 'tap';
import { readTunables, type SocketLoadFlags } from './options.ts';
import { assertDescriptors, warmableThreads } from './prerequisites.ts';

const flags: SocketLoadFlags = { out: undefined, driver: 'single', gatewayBin: undefined, clientBin: undefined };

t.test('tunables have the published defaults, and say where they come from', async (t) => {
  t.match(readTunables({}, flags), {
    ...{ counts: [1, 4, 8, 16], trials: 3, port: 0, allowPartial: false },
    described: {
      QSL_LOAD_COUNTS: { value: '1 4 8 16', from: 'default' },
      '--driver': { value: 'single', from: 'default' },
    },
  });
  const env = { QSL_LOAD_COUNTS: ' 64, 512 ', QSL_LOAD_ALLOW_PARTIAL: '1', QSL_LOAD_PORT: '9100' };
  t.match(readTunables(env, flags), {
    ...{ counts: [64, 512], allowPartial: true, port: 9100 },
    described: { QSL_LOAD_ALLOW_PARTIAL: { value: '1', from: 'environment' } },
  });
});

t.test('a bad tunable is refused by name', async (t) => {
  const cases: [string, string][] = [
    ['QSL_LOAD_COUNTS', '0'],
    ['QSL_LOAD_COUNTS', '1 two'],
    ['QSL_LOAD_COUNTS', '4097'],
    ['QSL_LOAD_COUNTS', '4 4'],
    ['QSL_LOAD_COUNTS', ' '],
    ['QSL_LOAD_TRIALS', '31'],
    ['QSL_LOAD_ALLOW_PARTIAL', 'yes'],
    ['QSL_LOAD_PORT', '65535'],
  ];
  for (const [name, value] of cases) {
    t.throws(() => readTunables({ [name]: value }, flags), {
      name: UsageError.name,
      message: new RegExp(`^${name}: `),
    });
  }
});

t.test('a process a client is for few of them', async (t) => {
  const driver = 'process';
  t.throws(() => readTunables({ QSL_LOAD_COUNTS: '4 65' }, { ...flags, driver }), /at most 64, not 65/);
  t.match(readTunables({ QSL_LOAD_COUNTS: '64' }, { ...flags, driver }), { counts: [64] });
});

t.test('threads are warmed for all clients, as far as time and memory allow', async (t) => {
  const GB = 1e9;
  t.equal(warmableThreads(16, 8 * GB), 16);
  t.equal(warmableThreads(4096, 64 * GB), 512);
  t.equal(warmableThreads(512, 3.6 * GB), 100);
  t.equal(warmableThreads(8, 0), 1);
});

t.test('too few descriptors are found before anything starts, with the remedy', async (t) => {
  t.doesNotThrow(() => assertDescriptors(16, 1024));
  t.doesNotThrow(() => assertDescriptors(4096, 20_000));
  t.throws(() => assertDescriptors(512, 1024), {
    ...{ name: PrerequisiteError.name, code: 'TOO_FEW_DESCRIPTORS', exitCode: 2 },
    message: /^512 clients need 3200 descriptors .* may have 1024$/,
    remedy: /ulimit -Hn 3200/,
  });
});
