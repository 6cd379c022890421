/** The `build` script of every library: one ECMAScript module at dist/bundle/index.js, its packages left outside. */
import { build } from 'esbuild';

await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/bundle/index.js',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  conditions: ['@qsl/source'],
  packages: 'external',
  logLevel: 'warning',
});
