/**
 * The `build` script of every app: src/main.ts and each *.worker.ts under src become one CommonJS file each
 * in dist/bundle, side by side. CommonJS is what the packer of the executables takes; koffi stays outside because its
 * native part is a file of its own.
 */
import { globSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleNames, workerUrls } from './worker-urls.ts';

const workers = globSync('src/**/*.worker.ts').sort();

rmSync('dist/bundle', { recursive: true, force: true });
await build({
  entryPoints: bundleNames(['src/main.ts', ...workers]),
  outdir: 'dist/bundle',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node26',
  conditions: ['@qsl/source'],
  external: ['koffi'],
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
  logLevel: 'warning',
});
