import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { parseCpuList } from './cpu-list.ts';

const WHERE = { file: 'here', field: 'Cpus_allowed_list' };

t.test('ranges and single CPUs become ids', async (t) => {
  const cases: [text: string, cpus: number[]][] = [
    ['', []],
    ['0', [0]],
    ['0-1', [0, 1]],
    ['0-2,5,7-8', [0, 1, 2, 5, 7, 8]],
    ['65535', [65535]],
  ];
  for (const [text, cpus] of cases) t.strictSame(parseCpuList(text, WHERE), cpus, text);
});

t.test('any set of CPUs written one by one reads as that set', async (t) => {
  const ids = fc.uniqueArray(fc.nat({ max: 8191 })).map((cpus) => cpus.sort((a, b) => a - b));
  const property = fc.property(ids, (cpus) => isDeepStrictEqual(parseCpuList(cpus.join(','), WHERE), cpus));
  t.doesNotThrow(() => fc.assert(property));
});

t.test('what is no list is refused, and so is a range that would fill the memory', async (t) => {
  for (const text of [',', '0,', '0-', '-1', '1-0', '0-1-2', 'a', '0 1', '65536', '0-99999999999']) {
    t.throws(() => parseCpuList(text, WHERE), { code: 'QSL_PROCFS_FORMAT', ...WHERE }, text);
  }
});
