/**
 * The `build` script of every app: its bundle in dist/bundle. koffi stays outside because its native part is a file of
 * its own.
 */
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { appBundle } from './app-bundle.ts';

rmSync('dist/bundle', { recursive: true, force: true });
await build({ ...appBundle({ folder: process.cwd(), outdir: 'dist/bundle' }), external: ['koffi'] });
