import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import { platform } from './platform.ts';

const SUBREAPER = path.join(import.meta.dirname, 'subreaper.ts');

/** In a process of its own: adopting cannot be taken back by accident here. */
const PROGRAM = `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import { readFileSync } from 'node:fs';
  import { adoptOrphans, reapOrphan } from ${JSON.stringify(SUBREAPER)};
  adoptOrphans();
  const parent = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; exit 0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  await once(parent, 'exit');
  const status = readFileSync('/proc/' + String(line).trim() + '/status', 'utf8');
  const adopted = Number(/^PPid:\\s*(\\d+)$/m.exec(status)?.[1]) === process.pid;
  const pid = Number(line);
  const early = reapOrphan(pid);
  process.kill(pid, 'SIGKILL');
  while (!reapOrphan(pid));
  process.stdout.write(JSON.stringify({ adopted, early }));
`;

t.test(
  'an orphan becomes a child, and can be waited for',
  { skip: platform === 'linux' ? false : 'needs Linux' },
  async (t) => {
    const args = ['--conditions=@qsl/source', '--input-type=module', '-e', PROGRAM];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH } });
    t.equal(stdout, '{"adopted":true,"early":false}', stderr);
  },
);
