import { createRequire } from 'node:module';

export type Koffi = typeof import('koffi');

/**
 * Loads koffi with its native part, from node_modules. Throws where it is not installed. The packer of the executables,
 * which have no node_modules, puts a module of its own in the place of this one.
 */
export function loadKoffi(): Koffi {
  // A require of our own, because a failing static import could not be caught. In a CommonJS bundle import.meta is empty
  // and the module's own file name stands in.
  return createRequire(import.meta.url ?? __filename)('koffi');
}
