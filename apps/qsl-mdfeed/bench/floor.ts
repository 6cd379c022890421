import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PrerequisiteError } from '@qsl/cli';

const SOURCE = path.resolve(import.meta.dirname, '../../../tools/yardsticks/feed_floor.c');

/** Builds the C yardstick in a folder of its own, which is gone when this process ends, and gives the program's path. */
export function buildFloor(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'qsl-feed-floor-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, 'feed_floor');
  const { status, stderr, error } = spawnSync('cc', ['-O2', '-o', program, SOURCE], { encoding: 'utf8' });
  if (status === 0) return program;
  throw new PrerequisiteError({
    code: 'NO_YARDSTICK',
    message: `the C yardstick cannot be built: ${error?.message ?? stderr}`,
    remedy: 'Install a C compiler that can be called as cc.',
  });
}
