import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';

const FOLDER = path.join(workspaceRoot, 'tools/yardsticks');
const CACHE = path.join(workspaceRoot, 'node_modules/.cache/qsl-yardsticks');

const SOURCES = {
  textbook_engine: { source: 'textbook_engine.cpp', compiler: 'c++', flags: ['-O3', '-DNDEBUG', '-std=c++20'] },
  socket_floor: { source: 'socket_floor.c', compiler: 'cc', flags: ['-O2', '-pthread'] },
  load_driver: { source: 'load_driver.c', compiler: 'cc', flags: ['-O2'] },
  feed_floor: { source: 'feed_floor.c', compiler: 'cc', flags: ['-O2'] },
} as const;

export type Yardstick = keyof typeof SOURCES;

/** Programs by name; a missing one is told by why it is missing. */
export type Yardsticks = Readonly<Record<Yardstick, { readonly file: string } | { readonly missing: string }>>;

interface BuildOptions {
  readonly cache?: string;
  /** Where compilers are looked for, among others. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Builds the native programs, those whose source has changed, and says which there are. */
export function buildYardsticks({ cache = CACHE, env = process.env }: BuildOptions = {}): Yardsticks {
  const entries = Object.keys(SOURCES).map((name) => [name, build(name as Yardstick, { cache, env })]);
  return Object.fromEntries(entries);
}

function build(name: Yardstick, { cache, env }: Required<BuildOptions>): { file: string } | { missing: string } {
  const { source, compiler, flags } = SOURCES[name];
  const text = readFileSync(path.join(FOLDER, source));
  const version = createHash('sha256')
    .update(text)
    .update([compiler, ...flags].join(' '))
    .digest('hex')
    .slice(0, 16);
  const file = path.join(cache, `${name}-${version}`);
  if (existsSync(file)) return { file };
  mkdirSync(cache, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  const { status, stderr, error } = spawnSync(compiler, [...flags, '-o', unfinished, path.join(FOLDER, source)], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0) return { missing: `${name} cannot be built: ${error?.message ?? stderr.trim().split('\n')[0]}` };
  renameSync(unfinished, file);
  return { file };
}
