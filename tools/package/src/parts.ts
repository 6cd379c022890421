import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import { extract } from 'tar';
import { hostTarget, type Target } from './targets.ts';

/** What an executable is made of besides our own code. */
export interface Parts {
  /** Folders of npm packages. */
  nodeFolder: string;
  koffiFolder: string;
  nodeVersion: string;
  nodeFile: string;
  nativePart: string;
}

/** Packages for other machines, which `npm ci` leaves out. */
const FETCHED = path.join(workspaceRoot, 'build/packages');

/** The parts for a target: those that npm installed where it is this machine, else fetched from the registry, once. */
export async function locateParts(target: Target): Promise<Parts> {
  const isHost = target.name === hostTarget().name;
  const locate = isHost ? installed : fetched;
  const nodeFolder = await locate(target.nodePackage);
  const koffiFolder = await locate(target.koffiPackage);
  const { version: nodeVersion } = JSON.parse(readFileSync(path.join(nodeFolder, 'package.json'), 'utf8'));
  return {
    nodeFolder,
    koffiFolder,
    nodeVersion,
    nodeFile: path.join(nodeFolder, 'bin/node'),
    nativePart: path.join(koffiFolder, target.koffiFile),
  };
}

function installed(name: string): string {
  const folder = path.join(workspaceRoot, 'node_modules', name);
  if (!existsSync(folder)) throw new Error(`${name} is not installed: run "npm ci" without --omit=optional.`);
  return folder;
}

/** Gives the folder of a package in the version of the lock file. Throws where the bytes are not those locked. */
async function fetched(name: string): Promise<string> {
  const { version, integrity } = lockedPackage(name);
  const folder = path.join(FETCHED, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(FETCHED, { recursive: true });
  const work = mkdtempSync(path.join(FETCHED, 'fetching-'));
  try {
    execFileSync('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', work], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const archive = path.join(work, readdirSync(work)[0] as string);
    const [algorithm = '', digest] = integrity.split(/-(.*)/s);
    if (createHash(algorithm).update(readFileSync(archive)).digest('base64') !== digest) {
      throw new Error(`${name} ${version} from the registry is not the package that package-lock.json names.`);
    }
    await extract({ file: archive, cwd: work });
    renameSync(path.join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

function lockedPackage(name: string): { version: string; integrity: string } {
  const { packages } = JSON.parse(readFileSync(path.join(workspaceRoot, 'package-lock.json'), 'utf8'));
  return packages[`node_modules/${name}`];
}
