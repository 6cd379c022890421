import { isSea } from 'node:sea';
import { perfVersion } from '../tracing/perf.ts';
import { straceVersion } from '../tracing/strace.ts';
import { readGitState } from './git.ts';
import { readHostFacts } from './host.ts';
import { hashFile, hashFiles, sourceFiles } from './source-hash.ts';

/** A fact that could not be had; never a guess. */
export const UNAVAILABLE = 'unavailable';

export type FactName =
  | 'command'
  | 'kind'
  | 'hardware'
  | 'os'
  | 'kernel'
  | 'cpuModel'
  | 'cores'
  | 'runtime'
  | 'profilerBuild'
  | 'strace'
  | 'perf'
  | 'clockTicksPerSecond'
  | 'gitCommit'
  | 'sourcesSha256'
  | 'dirtyInputs'
  | 'utcDate'
  | 'transport'
  | 'load';

export interface Tunable {
  value: string;
  /** Whether it was given or stands by default. */
  from: 'default' | 'environment' | 'command line';
}

/** The programs of this project that an experiment runs. */
export type ProgramRole = 'gateway' | 'client' | 'feed';
type ProgramFact = `${ProgramRole}Build` | `${ProgramRole}Sha256`;

/** Where figures come from: what a reader needs to judge them, and somebody else to get them again. */
export interface Provenance {
  facts: Record<FactName, string> & { [fact in ProgramFact]?: string };
  tunables: Record<string, Tunable>;
}

export interface ProvenanceInput {
  /** The command line as typed, without folders. */
  command: string;
  kind: string;
  /** The workspace, if there is one. */
  root: string | undefined;
  /** Those that run in this experiment. */
  programs: { [role in ProgramRole]?: { build: string; sha256: string } };
  /** The packages on whose sources the figures rest: what is measured, and what measures. */
  packages: readonly string[];
  clkTck: number;
  transport: string;
  load: string;
  tunables: Record<string, Tunable>;
}

/**
 * Gathers the header of an artifact. Names no user, no host, no network address and no absolute path. Asked before the
 * measuring: files that change meanwhile are not those that ran.
 */
export function gatherProvenance(input: ProvenanceInput): Provenance {
  const { command, kind, root, programs, packages, clkTck, transport, load, tunables } = input;
  const all = Object.values(programs);
  const host = readHostFacts();
  const sources = root === undefined ? [] : sourceFiles(root, packages);
  const git = root === undefined ? undefined : readGitState(root, sources);
  return {
    facts: {
      command,
      kind,
      hardware: host.hardware,
      os: host.os ?? UNAVAILABLE,
      kernel: host.kernel,
      cpuModel: host.cpuModel ?? UNAVAILABLE,
      cores: host.cores,
      runtime: `Node ${process.versions.node}, V8 ${process.versions.v8}${all.every(({ build }) => build === 'source') ? '' : ' (profiler)'}`,
      profilerBuild: describeOwnBuild(),
      ...describePrograms(programs),
      strace: straceVersion() ?? UNAVAILABLE,
      perf: perfVersion() ?? UNAVAILABLE,
      clockTicksPerSecond: String(clkTck),
      gitCommit: git?.commit ?? UNAVAILABLE,
      sourcesSha256: root === undefined ? UNAVAILABLE : hashFiles(root, sources),
      dirtyInputs: git === undefined ? UNAVAILABLE : git.dirty ? 'yes' : 'no',
      utcDate: new Date().toISOString(),
      transport,
      load,
    },
    tunables,
  };
}

function describePrograms(programs: ProvenanceInput['programs']): Partial<Record<ProgramFact, string>> {
  const facts = Object.entries(programs).flatMap(([role, { build, sha256 }]) => [
    [`${role}Build`, build],
    [`${role}Sha256`, sha256],
  ]);
  return Object.fromEntries(facts);
}

/** "source", or which bundle with its hash. */
function describeOwnBuild(): string {
  if (import.meta.filename.endsWith('.ts')) return 'source';
  const file = isSea() ? process.execPath : import.meta.filename;
  return `bundled, SHA-256 ${hashFile(file)}`;
}
