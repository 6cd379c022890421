import t from 'tap';
import { render } from './render.ts';
import { type ConnectionRow, SCHEMA, type Snapshot } from './snapshot.ts';
import { parseWanted } from './target.ts';

const connection = (remotePort: number): ConnectionRow => ({
  localPort: 9009,
  remotePort,
  state: 'ESTAB',
  receiveQueueBytes: 2048,
  sendQueueBytes: 0,
  rttUs: 1500,
  retransmits: null,
  drops: 0,
});

const SNAPSHOT: Snapshot = {
  schema: SCHEMA,
  kind: 'top',
  utcDate: '2026-01-01T00:00:00.000Z',
  pid: 1,
  name: 'server',
  elapsedMs: 2000,
  usage: {
    onCpuNs: 500e6,
    runQueueDelayNs: null,
    userMs: 300,
    systemMs: 200,
    tickMs: 10,
    voluntarySwitches: 3000,
    involuntarySwitches: 10,
    minorFaults: 0,
    majorFaults: 0,
    residentBytes: 1024 ** 2,
    processes: 1,
    threads: 4,
  },
  listeners: [{ port: 9009, waiting: 3, backlog: 128, drops: 7 }],
  connections: Array.from({ length: 50 }, (_, i) => connection(40_000 + i)),
  datagramSockets: [{ port: 5000, receiveQueueBytes: 0, drops: null }],
};

t.test('amounts are given as shares and rates of the time that passed', async (t) => {
  const text = render(SNAPSHOT, { described: 'process 1' }).join('\n');
  for (const wanted of [
    /on CPU +25\.0 %/,
    /waiting for a CPU +unavailable/,
    /user +15\.0 % +system +10\.0 %/,
    /1,500\/s voluntary/,
    /TCP 9009 +3 of 128 wait to be accepted +7 dropped/,
    /UDP 5000 .*drops unknown/,
    /9009 ← 40049 +ESTAB +2 KiB +0 +1\.50 ms +- +0/,
  ]) {
    t.match(text, wanted);
  }
});

t.test('a process cannot write to the terminal by its name', async (t) => {
  const [first, ...rest] = render({ ...SNAPSHOT, name: '\x1b]0;x\x07\nroot' }, { described: 'process 1' });
  t.match(first, 'process 1 (?]0;x? root), 2026');
  t.equal(rest.length, render(SNAPSHOT, { described: 'process 1' }).length - 1);
});

t.test('whatever the size of the terminal, nothing is drawn outside of it', async (t) => {
  for (const size of [
    { columns: 80, rows: 24 },
    { columns: 20, rows: 5 },
    { columns: 200, rows: 100 },
    { columns: 1, rows: 1 },
  ]) {
    const lines = render(SNAPSHOT, { described: 'process 1', size });
    t.ok(lines.length < Math.max(size.rows, 1) || lines.length === 0);
    t.ok(lines.every((line) => line.length <= size.columns));
  }
  const lines = render(SNAPSHOT, { described: 'x', size: { columns: 80, rows: 24 } });
  t.match(lines.at(-1), /and \d+ more/, 'and what is left out is counted');
});

t.test('a line that is cut is styled as a whole', async (t) => {
  const bold = (text: string) => `<${text}>`;
  const [first, ...others] = render(SNAPSHOT, { described: 'x', size: { columns: 10, rows: 60 }, bold });
  t.equal(first, '<qsl-profil>');
  t.strictSame(
    others.filter((line) => line.includes('<')),
    ['<50 connect>'],
  );
});

t.test('a number is a process or a port, with a colon a port only', async (t) => {
  t.strictSame(parseWanted('123'), { number: 123, isPort: false });
  t.strictSame(parseWanted(':9009'), { number: 9009, isPort: true });
  for (const text of ['', '0', '-1', 'x', ':0', ':65536', '12345678901']) {
    t.throws(() => parseWanted(text), { code: 'USAGE' }, text);
  }
});
