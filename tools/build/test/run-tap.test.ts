import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { tapResultFile, workspaceRoot } from '../src/workspace.ts';

const RUN_TAP = path.join(workspaceRoot, 'tools/build/src/run-tap.ts');
const TAPRC = `extends: ${path.join(workspaceRoot, 'tools/tap.base.yaml')}\n`;

function runIn(folder: string, args: string[] = []): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [RUN_TAP, ...args], { cwd: folder, encoding: 'utf8' });
}

function testFile(assertion: string): string {
  return `import t from 'tap';\n${assertion}\n`;
}

t.test('a project is judged by its assertions, in src and in test', async (t) => {
  const cases: { name: string; folders: Record<string, Record<string, string>>; status: number; says: RegExp }[] = [
    {
      name: 'passes in both folders',
      folders: { src: { 'a.test.ts': testFile('t.ok(1 as number);') }, test: { 'b.test.ts': testFile('t.ok(1);') } },
      status: 0,
      says: /✔ \S+: 2 passed, 0 failed\n$/,
    },
    {
      name: 'fails once',
      folders: { src: { 'a.test.ts': testFile(`t.equal(1, 2, 'sums');\nt.ok(1);`) } },
      status: 1,
      says: /✖ src\/a\.test\.ts › sums\n[\s\S]*✖ \S+: 1 passed, 1 failed\n$/,
    },
    {
      name: 'skips all',
      folders: { src: { 'a.test.ts': testFile(`t.skip('no');`) } },
      status: 1,
      says: /no assertion/,
    },
    {
      name: 'crashes',
      folders: { src: { 'a.test.ts': testFile(`throw new Error('boom');`) } },
      status: 1,
      says: /boom/,
    },
  ];
  for (const [index, { name, folders, status, says }] of cases.entries()) {
    const project = `fixture-${process.pid}-${index}`;
    const manifest = JSON.stringify({ name: project, type: 'module' });
    const folder = t.testdir({ 'package.json': manifest, '.taprc': TAPRC, ...folders });
    const result = runIn(folder);
    t.equal(result.status, status, name);
    t.match(result.stderr + result.stdout, says, name);
    rmSync(tapResultFile(project), { force: true });
  }
});

t.test('chosen files run alone and leave the summed report untouched', async (t) => {
  const project = `fixture-${process.pid}-chosen`;
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: project, type: 'module' }),
    '.taprc': TAPRC,
    src: { 'a.test.ts': testFile('t.ok(1);'), 'b.test.ts': testFile('t.ok(0);') },
  });
  const result = runIn(folder, ['src/a.test.ts']);
  t.equal(result.status, 0);
  t.match(result.stdout, /1 passed, 0 failed/);
  t.notOk(existsSync(tapResultFile(project)));
});
