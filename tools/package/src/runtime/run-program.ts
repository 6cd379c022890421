import path from 'node:path';
import { Script } from 'node:vm';

/**
 * What a bundle may require: the modules of Node. Nothing is looked up in folders, so that no file that lies around where
 * an executable is started can become part of it.
 */
function requireBuiltin(id: string): unknown {
  const found = process.getBuiltinModule(id);
  if (found !== undefined) return found;
  throw Object.assign(new Error(`Cannot find module '${id}'`), { code: 'MODULE_NOT_FOUND' });
}

/** The text around a CommonJS module, the same that Node puts there. */
export function wrapModule(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;
}

/** Compiles a wrapped module. A code cache that does not fit this very engine is ignored by it. */
export function compileProgram({ name, source, cache }: { name: string; source: string; cache?: Buffer }): Script {
  return new Script(source, { filename: name, cachedData: cache });
}

/** Runs a compiled program as the main module of this process or thread. */
export function runProgram(program: Script): void {
  const module = { exports: {} };
  const main = program.runInThisContext();
  main(module.exports, requireBuiltin, module, process.execPath, path.dirname(process.execPath));
}
