import { readFileSync } from 'node:fs';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import t from 'tap';
import { hostTarget, TARGET_NAMES, targetOf } from './targets.ts';

t.test('the parts of every target are locked', async (t) => {
  const { packages } = JSON.parse(readFileSync(path.join(workspaceRoot, 'package-lock.json'), 'utf8'));
  for (const name of TARGET_NAMES) {
    const { nodePackage, koffiPackage } = targetOf(name);
    for (const part of [nodePackage, koffiPackage])
      t.match(packages[`node_modules/${part}`], { integrity: /^sha512-/ }, part);
  }
});

t.test('this machine is a target', async (t) => {
  t.match(hostTarget(), {
    name: `${process.platform}-${process.arch}`,
    platform: process.platform,
    arch: process.arch,
  });
});

t.test('a system without a pinned Node is refused by name', async (t) => {
  t.throws(() => targetOf('win32-x64'), /no Node is pinned for "win32-x64"\. Choose one of linux-x64, /);
});
