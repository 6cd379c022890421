import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { appBundle } from '@qsl/build';
import { build, type Metafile, type Plugin } from 'esbuild';
import { BOOT, BOOT_GLOBAL, bootCall, MAIN } from './asset-names.ts';
import { wrapModule } from './runtime/run-program.ts';

/** The bundles of a program, as files ready to become assets. */
export interface Bundles {
  /** File by asset name: the main program and its threads, wrapped as modules, and the boot code as text. */
  files: Record<string, string>;
  /** The script that the executable starts with. */
  start: string;
  /** What went into the bundles. */
  metafile: Metafile;
}

const here = (name: string): string => path.join(import.meta.dirname, name);

/** Modules that are different inside an executable, by what imports ask for. */
const REPLACED: [RegExp, string][] = [
  [/\/load-koffi\.ts$/, here('runtime/load-koffi.ts')],
  [/^node:worker_threads$/, here('runtime/worker-threads.ts')],
  [/^string-width$/, here('runtime/string-width.ts')],
];

const standAlone: Plugin = {
  name: 'stand-alone',
  setup({ onResolve }) {
    const own = here('runtime/');
    for (const [filter, replacement] of REPLACED) {
      onResolve({ filter }, ({ importer }) => (importer.startsWith(own) ? undefined : { path: replacement }));
    }
  },
};

/**
 * Where the program believes to be. No file is there: yargs, which looks for translations around its own place, must not
 * find any beside the executable.
 */
const NOWHERE = 'file:///snapshot/qsl/bundle/main.cjs';

/** Bundles an app for an executable. `workFolder` gets the files. */
export async function bundleProgram({ folder, workFolder }: { folder: string; workFolder: string }): Promise<Bundles> {
  const shared = appBundle({ folder, outdir: workFolder });
  const { metafile } = await build({
    ...shared,
    banner: { js: `const __bundleUrl = ${JSON.stringify(NOWHERE)};` },
    plugins: [standAlone, ...(shared.plugins ?? [])],
    charset: 'ascii',
    legalComments: 'none',
  });
  const programs = Object.keys(metafile.outputs).map((output) => path.resolve(folder, output));
  for (const file of programs) writeFileSync(file, wrapModule(readFileSync(file, 'latin1')), 'latin1');
  const boot = await buildBoot(workFolder);
  const start = path.join(workFolder, 'start.cjs');
  writeFileSync(start, `${readFileSync(boot, 'utf8')}\n${bootCall(MAIN)}\n`);
  const files = Object.fromEntries([...programs, boot].map((file) => [path.basename(file), file]));
  return { files, start, metafile };
}

async function buildBoot(workFolder: string): Promise<string> {
  const outfile = path.join(workFolder, BOOT);
  await build({
    entryPoints: [here('runtime/boot.ts')],
    outfile,
    bundle: true,
    format: 'iife',
    globalName: BOOT_GLOBAL,
    platform: 'node',
    target: 'node26',
    logLevel: 'warning',
  });
  return outfile;
}
