import path from 'node:path';
import { lastName } from './last-name.ts';

/** The command line as typed, of which folders are nobody's business. */
export function commandWithoutFolders(args: readonly string[]): string {
  const shortened = args.map((arg) => {
    const [, option = '', value = ''] = /^(--[^=]+=)?(.*)$/s.exec(arg) ?? [];
    return value.includes(path.sep) ? `${option}${lastName(value)}` : arg;
  });
  return ['qsl-profiler', ...shortened].join(' ');
}
