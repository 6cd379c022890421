import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** `new URL('./loop.worker.ts', import.meta.url)`: the one way in which source names a worker's entry point. */
const WORKER_URL = /new URL\(\s*(['"])\.{1,2}\/([^'"]+)\.worker\.ts\1,\s*import\.meta\.url\s*,?\s*\)/g;

/** Every bundle lies in one folder, so a worker is a neighbour there, wherever its source is. */
export function rewriteWorkerUrls(source: string): string {
  return source.replace(WORKER_URL, (_match, _quote, file: string) => {
    return `new URL('./${path.posix.basename(file)}.worker.cjs', import.meta.url)`;
  });
}

/** Maps entry points to their flat bundle names. Throws where two of them would get the same. */
export function bundleNames(files: string[]): Record<string, string> {
  const byName: Record<string, string> = {};
  for (const file of files) {
    const name = path.basename(file, '.ts');
    if (byName[name] !== undefined) {
      throw new Error(`${file} and ${byName[name]} would both become ${name}.cjs: rename one of them.`);
    }
    byName[name] = file;
  }
  return byName;
}

/** Makes the URLs of worker threads point at their bundles, in every TypeScript file that enters a bundle. */
export const workerUrls: Plugin = {
  name: 'worker-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      return { contents: rewriteWorkerUrls(await readFile(file, 'utf8')), loader: 'ts' };
    });
  },
};
