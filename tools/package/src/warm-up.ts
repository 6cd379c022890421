/**
 * `node warm-up.ts PROGRAM CACHE`: runs a wrapped bundle with `--help`, as an executable would, and writes what V8 has
 * compiled by then.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileProgram, runProgram } from './runtime/run-program.ts';

const [file, cache] = process.argv.slice(2) as [string, string];
const program = compileProgram({ name: path.basename(file), source: readFileSync(file, 'latin1') });

process.argv = [process.execPath, process.execPath, '--help'];
process.on('exit', (code) => {
  if (code === 0) writeFileSync(cache, program.createCachedData());
});
runProgram(program);
