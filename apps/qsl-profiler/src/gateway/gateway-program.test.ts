import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PrerequisiteError, UsageError } from '@qsl/cli';
import t from 'tap';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { findGateway, gatewayArguments } from './gateway-program.ts';

t.test('the workspace’s gateway runs from source', async (t) => {
  const program = findGateway(findWorkspaceRoot(), undefined);
  t.equal(program.file, process.execPath);
  t.match(program, { build: 'source', sha256: /^[0-9a-f]{64}$/ });
  t.strictSame(gatewayArguments(program, 9009, 'epoll').slice(-2), ['9009', '--epoll']);
  t.strictSame(gatewayArguments(program, 9009, 'threaded').slice(-1), ['9009']);
});

t.test('a binary is named without its folder and known by its hash', async (t) => {
  const file = path.join(t.testdir(), 'gw');
  writeFileSync(file, 'a program', { mode: 0o755 });
  t.strictSame(findGateway(undefined, file), {
    file,
    args: [],
    build: 'binary gw',
    sha256: createHash('sha256').update('a program').digest('hex'),
  });
});

t.test('what cannot be run is refused, and so is having nothing to run', async (t) => {
  const folder = t.testdir({ plain: 'not executable' });
  for (const file of [folder, path.join(folder, 'plain'), path.join(folder, 'absent')]) {
    t.throws(() => findGateway(undefined, file), {
      name: UsageError.name,
      message: /--gateway-bin: .* is not a program that can be run: /,
    });
  }
  t.throws(() => findGateway(undefined, undefined), { name: PrerequisiteError.name });
});
