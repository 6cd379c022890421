import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import manifest from '../package.json' with { type: 'json' };

/** A script with one positional, given these arguments. */
function run(...args: string[]) {
  const script = `
    import { count, checked, runScript } from ${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))};
    runScript({
      name: 'trial', summary: 'A trial.', describe: 'add one', positionals: '[number]',
      options: (parser) => parser.positional('number', checked('number', count({ min: 0, max: 9 }), { default: '1' })),
      run: ({ number }) => (process.stdout.write(String(number + 1)), 0),
      examples: [['npm run trial -- 5', 'six']],
    });`;
  const node = ['--conditions=@qsl/source', '--input-type=module', '--eval', script, '--', 'trial', ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  return { stdout, stderr, status };
}

t.test('a script runs with its positionals, and has the help and the refusals of a program', async (t) => {
  t.same(run(), { stdout: '2', stderr: '', status: 0 });
  t.same(run('8'), { stdout: '9', stderr: '', status: 0 });
  t.same(run('--version'), { stdout: `${manifest.version}\n`, stderr: '', status: 0 });
  const help = run('--help').stdout;
  for (const part of ['A trial.', 'Positionals:\n  number', 'npm run trial -- 5']) t.ok(help.includes(part), part);
  t.match(run('10'), { stdout: '', stderr: /^trial: number: "10"/, status: 2 });
  t.match(run('--what'), { stdout: '', stderr: /^trial: unknown argument/, status: 2 });
});
