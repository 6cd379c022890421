import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { cutsAccepted, RECORDED_PID, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseStatus, readStatus } from './status.ts';

const RECORDED = recorded('3/status');

const withLine = (field: string, value: string) =>
  RECORDED.replace(new RegExp(`^${field}:.*$`, 'm'), () => `${field}:\t${value}`);
const withoutLine = (field: string) => RECORDED.replace(new RegExp(`^${field}:.*\n`, 'm'), '');

/** As fs/proc/array.c, proc_task_name writes a name. */
const escaped = (name: string) => name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

t.test('a recorded process reads as proc(5) says', async (t) => {
  t.strictSame(parseStatus(RECORDED), {
    name: 'node-MainThread',
    state: 'S',
    tgid: 3,
    pid: 3,
    ppid: 1,
    tracerPid: 0,
    threads: 8,
    vmPeakBytes: 2282992 * 1024,
    vmSizeBytes: 2282768 * 1024,
    vmHwmBytes: 70136 * 1024,
    vmRssBytes: 70136 * 1024,
    cpusAllowed: [0, 1],
    voluntarySwitches: 12,
    involuntarySwitches: 43,
  });
});

t.test('every field comes from its own line', async (t) => {
  const LINES = {
    tgid: 'Tgid',
    pid: 'Pid',
    ppid: 'PPid',
    tracerPid: 'TracerPid',
    threads: 'Threads',
    voluntarySwitches: 'voluntary_ctxt_switches',
    involuntarySwitches: 'nonvoluntary_ctxt_switches',
  } as const;
  for (const [field, line] of Object.entries(LINES)) {
    t.strictSame(parseStatus(withLine(line, '424242')), { ...parseStatus(RECORDED), [field]: 424242 }, field);
  }
});

t.test('a thread is read from its own file', async (t) => {
  t.match(readStatus({ root: RECORDED_ROOT, pid: RECORDED_PID, tid: 10 }), { name: 'subject', tgid: 3, pid: 10 });
});

t.test('a name is unescaped and keeps its blanks', async (t) => {
  const cases: [line: string, name: string][] = [
    ['two\\nlines', 'two\nlines'],
    ['back\\\\slash', 'back\\slash'],
    ['\\\\n', '\\n'],
    [' padded\t', ' padded\t'],
    ['', ''],
    ['Threads:\t99', 'Threads:\t99'],
  ];
  for (const [line, name] of cases)
    t.strictSame(parseStatus(withLine('Name', line)), { ...parseStatus(RECORDED), name });
});

t.test('any name survives the escapes of the kernel', async (t) => {
  const anyName = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\\', '\n', 'n', ':', '\t') }),
  );
  const property = fc.property(anyName, (name) => {
    return isDeepStrictEqual(parseStatus(withLine('Name', escaped(name))), { ...parseStatus(RECORDED), name });
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
});

t.test('a process without memory of its own has no memory figures', async (t) => {
  const zombie = RECORDED.replaceAll(/^(Vm|Rss).*\n/gm, '').replace('S (sleeping)', 'Z (zombie)');
  const none = { vmPeakBytes: undefined, vmSizeBytes: undefined, vmHwmBytes: undefined, vmRssBytes: undefined };
  t.strictSame(parseStatus(zombie), { ...parseStatus(RECORDED), ...none, state: 'Z' });
});

t.test('a file cut anywhere is refused', async (t) => {
  t.strictSame(cutsAccepted(RECORDED, parseStatus), []);
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['Name', withoutLine('Name')],
    ['Threads', withoutLine('Threads')],
    ['Threads', withLine('Threads', 'many')],
    ['State', withLine('State', 'sleeping')],
    ['VmHWM', withLine('VmHWM', '70136 MB')],
    ['VmHWM', withLine('VmHWM', '-1 kB')],
    ['Cpus_allowed_list', withLine('Cpus_allowed_list', '1-0')],
    ['voluntary_ctxt_switches', withoutLine('voluntary_ctxt_switches')],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseStatus(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, field);
  }
});
