import t from 'tap';
import { oneRoomForProc } from './proc.ts';

t.test('the files of procfs are named in one room', async (t) => {
  const cases: [file: string, source: string, findings: number][] = [
    ['libs/procfs/src/x.ts', `read('/proc/stat')`, 0],
    ['libs/posix/src/x.ts', `read('/proc/stat')`, 1],
    ['libs/posix/src/x.ts', `read(\`/proc/\${pid}/stat\`)`, 1],
    ['libs/posix/src/x.ts', '// see /proc/stat', 0],
    ['libs/posix/src/x.test.ts', `read('/proc/stat')`, 0],
    ['apps/qsl-profiler/src/x.ts', `say('taken from /proc/stat twice')`, 0],
    ['apps/qsl-profiler/src/x.ts', `read('/proc/stat')`, 1],
    ['apps/qsl-profiler/src/x.ts', `read(\`/proc/\${pid}/stat\`)`, 1],
    ['apps/qsl-gateway/src/x.ts', `say('taken from /proc/stat twice')`, 1],
  ];
  for (const [file, source, findings] of cases) {
    t.equal(oneRoomForProc.check(new Map([[file, source]])).length, findings, `${file}: ${source}`);
  }
});
