/** The programs behind the scripts of all package.json files: each says how it is used, and refuses what it does not know. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { findProjects, readManifest, workspaceRoot } from '@qsl/build';
import t from 'tap';

/** Far beyond what an answer takes, and far below what measuring does. */
const PATIENCE_MS = 20_000;

/** Scripts that read no arguments: for Nx alone. */
const INTERNAL = /bundle-(?:app|lib)\.ts$/;

/** Command lines of scripts that are one program of ours, each with the folder it runs in. */
function programs(): { folder: string; args: string[] }[] {
  const root = { folder: '.', manifest: readManifest(workspaceRoot) };
  const found = [root, ...findProjects()].flatMap(({ folder, manifest }) =>
    Object.values(manifest.scripts ?? {})
      .filter((script) => /^node [^&]+$/.test(script) && !INTERNAL.test(script))
      .map((script) => {
        const args = script.split(' ').slice(1);
        const file = path.join(folder, args.at(-1) ?? '');
        return [file, { folder: path.join(workspaceRoot, folder), args }] as const;
      }),
  );
  return [...new Map(found).values()];
}

async function run({ folder, args }: { folder: string; args: string[] }, ...more: string[]) {
  const { NODE_OPTIONS, ...env } = process.env;
  const child = spawn(process.execPath, [...args, ...more], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await closed) as [number | null];
  return { status, stdout, stderr };
}

t.test('--help and what is unknown are answered at once, with 0 and 2', async (t) => {
  for (const program of programs()) {
    const name = program.args.at(-1);
    const [help, unknown] = await Promise.all([run(program, '--help'), run(program, '--bogus')]);
    t.match(help, { status: 0, stdout: /./, stderr: /^$/ }, `${name} --help`);
    t.match(unknown, { status: 2, stdout: /^$/, stderr: /bogus[\s\S]*^(?:Usage: |Try ")/m }, `${name} --bogus`);
  }
});
