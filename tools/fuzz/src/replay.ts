import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '@qsl/cli';
import { nameOf } from './corpus.ts';
import type { Failure } from './execute.ts';

/** A failure on disk: everything that is needed to see it again. */
export interface ReplayFile {
  readonly schema: 'qsl-fuzz-replay/1';
  readonly target: string;
  readonly rule: string;
  readonly message: string;
  /** In hex, in the order in which they were given to a fresh target. */
  readonly inputs: readonly string[];
}

/** Writes a failure, and returns the file: its name says the target and what is in it. */
export function writeReplay(folder: string, target: string, { rule, message, inputs }: Failure): string {
  const texts = inputs.map((input) => Buffer.from(input).toString('hex'));
  const content: ReplayFile = { schema: 'qsl-fuzz-replay/1', target, rule, message, inputs: texts };
  const file = path.join(folder, `${target}-${nameOf(texts.join())}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  return file;
}

/** Reads a failure. Throws UsageError where the file is none. */
export function readReplay(file: string): { target: string; inputs: Uint8Array[] } {
  let content: Partial<ReplayFile>;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Partial<ReplayFile>;
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const { schema, target, inputs } = content;
  const isSound = Array.isArray(inputs) && inputs.every((input) => /^(?:[0-9a-f]{2})*$/.test(String(input)));
  if (schema !== 'qsl-fuzz-replay/1' || typeof target !== 'string' || !isSound) {
    throw new UsageError(`${file} is not a failure that this program has written`);
  }
  return { target, inputs: inputs.map((input) => Uint8Array.from(Buffer.from(input, 'hex'))) };
}
