import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Bench } from './bench.ts';
import { type Command, withServer } from './children.ts';
import { assertAnswered, busyNote, cpuNsWhenDone, drive, isSaturated, parseDriver } from './driver.ts';

t.test('both kinds of line are read', async (t) => {
  const percentiles = 'p50us 61.5 p99us 1220.3 p999us 3098.0 busy 0.412';
  const expected = { p50Us: 61.5, p99Us: 1220.3, p999Us: 3098, busy: 0.412 };
  t.strictSame(parseDriver(`orders/s 4085517 ${percentiles} fills 10 rejects 3\n`), {
    ...{ rate: 4085517, ...expected },
    ...{ fills: 10, rejects: 3 },
  });
  const nothing = { fills: 0, rejects: 0 };
  t.strictSame(parseDriver(`conns/s 7488 ${percentiles} bad 0\n`), { rate: 7488, ...expected, ...nothing });
});

t.test('what is no report is refused', async (t) => {
  for (const text of [
    '',
    'orders/s 1',
    'orders/s x p50us 1 p99us 1 p999us 1 busy 1',
    'conns/s inf p50us 1 p99us 1 p999us 1 busy nan bad 0',
    'conns/s 1 p50us 1 p99us 1 p999us 1 busy 1',
    'conns/s 1 p50us 1 p99us 1 p999us 1 busy 1 bad 1',
    'orders/s 1 p50us 1 p99us 1 p999us 1 busy 1 fills x rejects 0',
  ]) {
    t.throws(() => parseDriver(text), /no report of the load driver/, text);
  }
});

const MS = 1_000_000;
const REPORT = 'orders/s 1 p50us 1 p99us 1 p999us 1 busy 1 fills 0 rejects 0';
const sleeping: Command = { cpu: undefined, file: 'server', args: [] };

t.test('what a server still does after the load is on the bill of that load', async (t) => {
  const readings = [10 * MS, 18 * MS, 25 * MS, 25.05 * MS, 99 * MS];
  t.equal(await cpuNsWhenDone({ command: sleeping, cpuNs: () => readings.shift()! }), 25.05 * MS);
  const long = [...Array.from({ length: 40 }, (_, i) => i * MS), 39 * MS];
  t.equal(await cpuNsWhenDone({ command: sleeping, cpuNs: () => long.shift()! }), 39 * MS, 'however long that is');
});

t.test('a server that is never done has no bill', async (t) => {
  let time = 0;
  const busy = { command: sleeping, cpuNs: () => (time += 10 * MS) };
  await t.rejects(cpuNsWhenDone(busy, 30), { code: 'NOT_AT_REST', message: /still busy 0.03 s after its load/ });
});

t.test('of a server that polls, the time until the load ended counts', async (t) => {
  let time = 0;
  const command = { ...sleeping, polls: true };
  t.equal(await cpuNsWhenDone({ command, cpuNs: () => (time += 10 * MS) }), 10 * MS);
});

t.test('a server that rejects orders, or does not match them, is not measured', async (t) => {
  const report = parseDriver(REPORT);
  const cases: [connections: number, matches: boolean, fills: number, rejects: number, isAnswered: boolean][] = [
    [1, true, 50, 0, true],
    [1, true, 49, 0, false],
    [1, true, 50, 1, false],
    [1, true, 0, 0, false],
    [8, true, 43, 0, true],
    [8, true, 42, 0, false],
    [1, false, 0, 0, true],
    [8, false, 50, 0, false],
    [8, false, 0, 1, false],
  ];
  for (const [connections, matches, fills, rejects, isAnswered] of cases) {
    const check = () => assertAnswered({ ...report, fills, rejects }, { connections, orders: 100, matches });
    const what = `${connections} connections, ${matches ? 'a gateway' : 'a floor'}, ${fills} fills, ${rejects} rejects`;
    if (isAnswered) t.doesNotThrow(check, what);
    else t.throws(check, { code: 'WRONG_ANSWERS', message: /100 orders were answered by/ }, what);
  }
});

t.test('a driver that is busy on either side is the limit, and its shares are told', async (t) => {
  const at = (...shares: number[]) => shares.map((busy) => ({ ...parseDriver(REPORT), busy }));
  t.equal(isSaturated(at(0.9), at(0.9)), false);
  t.equal(isSaturated(at(0.91), at(0.5)), true);
  t.equal(isSaturated(at(0.5), at(0.91)), true);
  t.equal(isSaturated(at(0.99, 0.5, 0.5), at(0.5)), false, 'by the median');
  t.equal(busyNote(at(0.706), at(0.93), 'socket floor'), 'driver 71 % busy, 93 % against the socket floor');
});

t.test('a server is driven awake, is asleep again afterwards, and its answers are looked at', async (t) => {
  const folder = t.testdir({
    driver: '#!/bin/sh\necho "$@" >> "$0.asked"\ncat "$0.$2"\n',
    'driver.pipe': REPORT.replace('fills 0', 'fills 50'),
    'driver.churn': 'conns/s 7 p50us 1 p99us 1 p999us 1 busy 1 bad 0',
  });
  const file = path.join(folder, 'driver');
  chmodSync(file, 0o755);
  const missing = { missing: 'not asked for' };
  const bench: Bench = {
    ...{ runs: 1, quick: true, placement: { serverCpu: undefined, driverCpu: undefined, note: '' } },
    yardsticks: { load_driver: { file }, socket_floor: missing, feed_floor: missing, textbook_engine: missing },
    progress: () => {},
  };
  const command: Command = {
    ...{ cpu: undefined, file: 'sh', args: ['-c', 'echo ready 42; exec sleep 600'] },
    ...{ endsBySignal: true },
  };
  for (const matches of [true, false]) {
    await withServer({ ...command, matches }, async (server) => {
      const told: string[] = [];
      const watched = {
        ...server,
        pause: () => told.push('pause') && server.pause(),
        resume: () => told.push('resume') && server.resume(),
      };
      const driven = drive(bench, watched, 'pipe', 1, 8, 100);
      if (matches) t.match(await driven, { fills: 50, serverCpuNs: Number });
      else await t.rejects(driven, { code: 'WRONG_ANSWERS' }, 'fills of a floor');
      t.match(await drive(bench, watched, 'churn', 4, 20), { rate: 7, serverCpuNs: Number });
      t.strictSame(told, ['resume', 'pause', 'resume', 'pause']);
    });
  }
  t.equal(readFileSync(`${file}.asked`, 'utf8'), '42 pipe 1 8 100\n42 churn 4 20\n'.repeat(2));
});
