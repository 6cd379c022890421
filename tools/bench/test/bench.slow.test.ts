import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=@qsl/source', MAIN, ...args], { encoding: 'utf8' });
}

t.test('a section is measured, printed and written, in both forms and as a whole', async (t) => {
  const folder = t.testdir();
  const { status, stdout } = bench('--quick', '--only', 'codec', '--json', '--out', folder);
  t.equal(status, 0);
  const report = JSON.parse(stdout);
  t.match(report, { schema: 'qsl-bench/1', settings: { quick: true, runs: 3, sections: ['codec'] } });
  t.ok(report.rows.length === 4 && report.rows.every(({ figure }: { figure: { value: number } }) => figure.value > 0));
  t.strictSame(readdirSync(folder).sort(), ['bench.json', 'bench.txt']);
  t.equal(readFileSync(path.join(folder, 'bench.json'), 'utf8'), stdout);
  t.match(readFileSync(path.join(folder, 'bench.txt'), 'utf8'), /^codec, encode NewOrder +[\d.]+ ns/m);
});

t.test('what cannot be meant is refused before anything is measured', async (t) => {
  const cases: [args: string[], message: RegExp][] = [
    [['--only', 'engines'], /--only: "engines" is not a list of sections/],
    [['--runs', '0'], /--runs: "0" is not a whole number from 1 to 101/],
    [['deep'], /unknown argument: deep/],
    [['--out', MAIN], /--out: nothing can be written to .*main\.ts: .* is no folder/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = bench(...args);
    t.equal(status, 2, args.join(' '));
    t.match(stderr, message);
  }
});
