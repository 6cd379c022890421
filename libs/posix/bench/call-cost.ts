import { ExitCode, noOptions, runScript } from '@qsl/cli';
import { connectTcp, EpollSet, hasEpoll, listenTcp, os, pin, raw } from '../src/index.ts';
import { bind } from '../src/libc.ts';

/*
 * What one system call costs through this library, in ns: getppid(2) is the floor (it does next to nothing in the
 * kernel), recv with nothing to read adds the errno path, send + recv of one byte is a loopback round through TCP.
 * The calls are measured in turn, round after round, so that a slow spell of the machine hits all of them alike; the
 * median of the rounds is reported, with the fastest and the slowest.
 */

const ROUNDS = 15;
const CALLS_PER_ROUND = 100_000;
const NANOSECONDS_PER_MS = 1_000_000;

function openCases(): Record<string, () => number> {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  const client = connectTcp(listener);
  const server = raw.accept4(listener.fd, os.SOCK_NONBLOCK);
  const getppid = bind('int getppid()');
  const address = pin(new Uint8Array(64));
  const cases: Record<string, () => number> = {
    getppid: () => getppid(),
    'recv EAGAIN': () => raw.recv(server, address, 1, 0),
    'send + recv 1 byte': () => {
      raw.send(client, address, 1, os.MSG_NOSIGNAL);
      return raw.recv(server, address, 1, 0);
    },
  };
  if (hasEpoll) {
    const set = EpollSet.open(64);
    set.add(server, os.EPOLLIN, 0, 0);
    cases['epoll_wait(0)'] = () => set.wait(0);
  }
  return cases;
}

function nsPerCall(call: () => number): number {
  const startedMs = performance.now();
  for (let i = 0; i < CALLS_PER_ROUND; i++) call();
  return ((performance.now() - startedMs) * NANOSECONDS_PER_MS) / CALLS_PER_ROUND;
}

function measure(): ExitCode {
  const cases = openCases();
  const rounds = Object.keys(cases).map((name) => ({ name, ns: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, ns } of rounds) ns.push(nsPerCall(cases[name] as () => number));
  }
  process.stdout.write(`${'ns per call'.padEnd(20)}  median     min     max\n`);
  for (const { name, ns } of rounds) {
    ns.sort((a, b) => a - b);
    const figures = [ns[ROUNDS >> 1], ns[0], ns[ROUNDS - 1]].map((figure) => (figure as number).toFixed(0).padStart(6));
    process.stdout.write(`${name.padEnd(20)}  ${figures.join('  ')}\n`);
  }
  return ExitCode.OK;
}

runScript({
  name: 'call-cost',
  summary: 'What one system call costs through @qsl/posix.',
  describe: 'measure, and print the median of the rounds, the fastest and the slowest',
  options: noOptions,
  run: measure,
  examples: [['npm run bench -w libs/posix', 'some seconds']],
});
