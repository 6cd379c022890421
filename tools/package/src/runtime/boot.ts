/**
 * The first code of an executable, and of each of its threads: finds a bundle among the assets and runs it, with the
 * code that V8 compiled when the executable was built.
 */
import { getAssetKeys, getRawAsset } from 'node:sea';
import { cacheOf } from '../asset-names.ts';
import { compileProgram, runProgram } from './run-program.ts';

/** Runs the bundle of this name. Bundles are ASCII, which latin1 decodes fastest. */
export function boot(name: string): void {
  const cacheName = cacheOf(name);
  const source = Buffer.from(getRawAsset(name)).toString('latin1');
  const cache = getAssetKeys().includes(cacheName) ? Buffer.from(getRawAsset(cacheName)) : undefined;
  runProgram(compileProgram({ name, source, cache }));
}
