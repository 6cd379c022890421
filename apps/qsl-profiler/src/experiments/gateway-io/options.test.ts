import { UsageError } from '@qsl/cli';
import t from 'tap';
import { commandWithoutFolders } from '../../provenance/command-line.ts';
import { readTunables } from './options.ts';

const flags = { out: undefined, minTicks: 0, gatewayBin: undefined };

t.test('tunables say where they come from', async (t) => {
  t.strictSame(readTunables({}, flags), {
    ...{ connections: 500, repetitions: 8, port: 0, minTicks: 0 },
    described: {
      QSL_PROFILE_CONNECTIONS: { value: '500', from: 'default' },
      QSL_PROFILE_REPETITIONS: { value: '8', from: 'default' },
      QSL_PROFILE_PORT: { value: 'any free', from: 'default' },
      '--min-ticks': { value: '0', from: 'default' },
    },
  });
  const env = { QSL_PROFILE_CONNECTIONS: '20', QSL_PROFILE_REPETITIONS: '9', QSL_PROFILE_PORT: '9100' };
  t.strictSame(readTunables(env, { ...flags, minTicks: 30 }), {
    ...{ connections: 20, repetitions: 9, port: 9100, minTicks: 30 },
    described: {
      QSL_PROFILE_CONNECTIONS: { value: '20', from: 'environment' },
      QSL_PROFILE_REPETITIONS: { value: '9', from: 'environment' },
      QSL_PROFILE_PORT: { value: '9100', from: 'environment' },
      '--min-ticks': { value: '30', from: 'command line' },
    },
  });
});

t.test('a bad tunable is refused by name', async (t) => {
  const cases: [NodeJS.ProcessEnv, RegExp][] = [
    [{ QSL_PROFILE_CONNECTIONS: '5' }, /QSL_PROFILE_CONNECTIONS: "5" is not a whole number from 6/],
    [{ QSL_PROFILE_CONNECTIONS: 'many' }, /QSL_PROFILE_CONNECTIONS/],
    [{ QSL_PROFILE_CONNECTIONS: '1e3' }, /QSL_PROFILE_CONNECTIONS/],
    [{ QSL_PROFILE_REPETITIONS: '0' }, /QSL_PROFILE_REPETITIONS: "0" is not a whole number from 1 to 30/],
    [{ QSL_PROFILE_PORT: '65536' }, /QSL_PROFILE_PORT/],
    [{ QSL_PROFILE_PORT: '65505' }, /QSL_PROFILE_PORT: 65505 leaves no room for the 32 ports/],
  ];
  for (const [env, message] of cases) t.throws(() => readTunables(env, flags), { name: UsageError.name, message });
  t.doesNotThrow(() => readTunables({ QSL_PROFILE_PORT: '65504' }, flags));
});

t.test('folders are left out of the command', async (t) => {
  const args = ['gateway-io', '--out', '/somewhere/out', '--gateway-bin=/somewhere/bin/gw', '--min-ticks', '5'];
  t.equal(commandWithoutFolders(args), 'qsl-profiler gateway-io --out out --gateway-bin=gw --min-ticks 5');
});
