import { globSync } from 'node:fs';
import type { BuildOptions } from 'esbuild';
import { bundleNames, workerUrls } from './worker-urls.ts';

/**
 * How an app is bundled: src/main.ts and each *.worker.ts under src become one CommonJS file each, side by side in
 * `outdir`. CommonJS is what a single-file executable takes as its program.
 */
export function appBundle({ folder, outdir }: { folder: string; outdir: string }): BuildOptions & { metafile: true } {
  const workers = globSync('src/**/*.worker.ts', { cwd: folder }).sort();
  return {
    absWorkingDir: folder,
    entryPoints: bundleNames(['src/main.ts', ...workers]),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node26',
    conditions: ['@qsl/source'],
    // A CommonJS module has no import.meta; these names keep code that reads it working in the bundle.
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: {
      'import.meta.url': '__bundleUrl',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
    plugins: [workerUrls],
    minifySyntax: false,
    sourcemap: false,
    metafile: true,
    logLevel: 'warning',
  };
}
