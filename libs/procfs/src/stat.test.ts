import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { cutsAccepted, RECORDED_PID, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseStat, readStat } from './stat.ts';

const RECORDED = recorded('3/stat');
const AFTER_COMM = RECORDED.slice(RECORDED.indexOf(') '));

/** The recorded line under another name, as the kernel would write it: unescaped. */
const named = (comm: string) => `3 (${comm}${AFTER_COMM}`;

/** The recorded line with field `number` (as proc(5) counts) replaced. */
const withField = (number: number, value: string) => {
  const fields = RECORDED.trimEnd().split(' ');
  fields[number - 1] = value;
  return `${fields.join(' ')}\n`;
};

t.test('a recorded process reads as proc(5) numbers its fields', async (t) => {
  t.strictSame(parseStat(RECORDED), {
    pid: 3,
    comm: 'node-MainThread',
    state: 'S',
    ppid: 1,
    processGroup: 0,
    terminalGroup: -1,
    minorFaults: 6608,
    childrenMinorFaults: 0,
    majorFaults: 7,
    childrenMajorFaults: 0,
    userTicks: 47,
    systemTicks: 25,
    childrenUserTicks: 0,
    childrenSystemTicks: 0,
    threads: 8,
    startTicks: 102627,
    virtualBytes: 2337554432,
    residentPages: 17496,
    processor: 1,
  });
});

t.test('every field comes from its own column', async (t) => {
  const COLUMNS = {
    ppid: 4,
    processGroup: 5,
    terminalGroup: 8,
    minorFaults: 10,
    childrenMinorFaults: 11,
    majorFaults: 12,
    childrenMajorFaults: 13,
    userTicks: 14,
    systemTicks: 15,
    childrenUserTicks: 16,
    childrenSystemTicks: 17,
    threads: 20,
    startTicks: 22,
    virtualBytes: 23,
    residentPages: 24,
    processor: 39,
  } as const;
  for (const [field, number] of Object.entries(COLUMNS)) {
    t.strictSame(parseStat(withField(number, '424242')), { ...parseStat(RECORDED), [field]: 424242 }, field);
  }
});

t.test('a task that was just reaped has no groups', async (t) => {
  t.equal(parseStat(withField(5, '-1')).processGroup, -1);
  t.equal(parseStat(withField(8, '-1')).terminalGroup, -1);
  t.throws(() => parseStat(withField(5, '-2')), { code: 'QSL_PROCFS_FORMAT', field: 'pgrp' });
});

t.test('a thread is read from its own file', async (t) => {
  t.match(readStat({ root: RECORDED_ROOT, pid: RECORDED_PID, tid: 10 }), { pid: 10, comm: 'subject', systemTicks: 22 });
});

t.test('hostile names change no other field', async (t) => {
  const names = [
    '',
    ' ',
    ')',
    '(',
    '()',
    ') R 1',
    ') R 1 (',
    'a b',
    '\n',
    'two\nlines',
    ') S 0 0 0\n4 (x) R',
    '(sd-pam)',
  ];
  for (const comm of names)
    t.strictSame(parseStat(named(comm)), { ...parseStat(RECORDED), comm }, JSON.stringify(comm));
});

t.test('any name whatever changes no other field', async (t) => {
  const anyName = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('(', ')', ' ', '\n', 'R', '1') }),
  );
  const property = fc.property(anyName, (comm) => {
    return isDeepStrictEqual(parseStat(named(comm)), { ...parseStat(RECORDED), comm });
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
});

t.test('a line cut anywhere is refused', async (t) => {
  t.strictSame(cutsAccepted(RECORDED, parseStat), []);
});

t.test('columns of newer kernels are ignored, those of older ones suffice', async (t) => {
  t.strictSame(parseStat(RECORDED.replace('\n', ' 1 2 3\n')), parseStat(RECORDED), 'three more');
  const upToPolicy = RECORDED.split(' ').slice(0, 41).join(' ');
  t.strictSame(parseStat(`${upToPolicy}\n`), parseStat(RECORDED), 'Linux 2.6.16 ends with field 41');
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['end of file', ''],
    ['comm', '\n'],
    ['comm', '3 node S 1\n'],
    ['comm', '3 (node S 1\n'],
    ['pid', named('x').replace('3', 'three')],
    ['state', '3 (node) \n'],
    ['state', withField(3, 'SS')],
    ['state', withField(3, '7')],
    ['utime', withField(14, '-1')],
    ['utime', withField(14, '4.7')],
    ['utime', withField(14, '0x2f')],
    ['starttime', withField(22, '')],
    ['vsize', withField(23, '9007199254740992')],
    ['rss', '3 (node) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20\n'],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseStat(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, JSON.stringify(text));
  }
});

t.test('a counter is exact up to 2^53 - 1', async (t) => {
  t.equal(parseStat(withField(23, '9007199254740991')).virtualBytes, Number.MAX_SAFE_INTEGER);
});
