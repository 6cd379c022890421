import t from 'tap';
import { parseName, parseUrlPath, type RunFlags, readSettings } from './options.ts';

const FLAGS: RunFlags = {
  server: 'server {port}',
  client: undefined,
  driver: undefined,
  config: undefined,
  requests: 500,
  concurrency: 2,
  keepAlive: false,
  path: '/',
  payload: 64,
  port: 0,
  minTicks: 0,
  readyTimeout: 60_000,
  name: undefined,
  out: undefined,
};

t.test('a driver is connect unless another is named, and none beside a client', async (t) => {
  const cases: [Partial<RunFlags>, wanted: string | undefined][] = [
    [{}, 'connect'],
    [{ driver: 'http' }, 'http'],
    [{ client: 'client {port}' }, undefined],
  ];
  for (const [flags, wanted] of cases) t.equal(readSettings({ ...FLAGS, ...flags }).driver, wanted);
  t.equal(readSettings({ ...FLAGS, driver: 'echo' }).exchangeFor({ host: 'h', port: 1 }).request?.length, 64);
});

t.test('where each setting came from is kept', async (t) => {
  const { tunables } = readSettings(FLAGS);
  t.strictSame(tunables['--requests'], { value: '500', from: 'default' });
  t.strictSame(tunables['--concurrency'], { value: '2', from: 'command line' });
});

t.test('flags that do not go together are refused', async (t) => {
  const folder = t.testdir({ conf: 'listen {port};' });
  const cases: [Partial<RunFlags>, message: RegExp][] = [
    [{ client: 'c', driver: 'http' }, /exclude each other/],
    [{ driver: 'ftp' }, /"ftp" is none of connect, echo, http/],
    [{ keepAlive: true }, /--keep-alive: --driver connect /],
    [{ keepAlive: true, client: 'x {port}' }, /--keep-alive goes with --driver/],
    [{ keepAlive: true, driver: 'connect' }, /--keep-alive: --driver connect /],
    [{ server: 'server' }, /\{port\} is nowhere in it/],
    [{ server: 'server {port}', config: `${folder}/conf` }, /\{config\} is nowhere/],
    [{ config: `${folder}/none` }, /--config: .*no such file/],
    [{ port: 65_530 }, /leaves no room for the 8 ports/],
    [{ server: 'a | b {port}' }, /needs a shell/],
  ];
  for (const [flags, message] of cases)
    t.throws(() => readSettings({ ...FLAGS, ...flags }), { message }, message.source);
  t.doesNotThrow(() => readSettings({ ...FLAGS, server: 's {config}', config: `${folder}/conf` }));
  t.doesNotThrow(() => readSettings({ ...FLAGS, server: 'server', port: 9000 }));
  for (const driver of ['echo', 'http']) t.doesNotThrow(() => readSettings({ ...FLAGS, driver, keepAlive: true }));
});

t.test('names go into file names, paths into requests', async (t) => {
  t.equal(parseName('redis-7.0'), 'redis-7.0');
  for (const name of ['', '../x', '.x', 'a b', 'x'.repeat(65)]) t.throws(() => parseName(name), { code: 'USAGE' });
  t.equal(parseUrlPath('/a?b=c'), '/a?b=c');
  for (const path of ['', 'a', '/a b', '/\r\n']) t.throws(() => parseUrlPath(path), { code: 'USAGE' });
});
