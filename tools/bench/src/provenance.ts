import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { workspaceRoot } from '@qsl/build';

/** What a reader needs to judge figures, and to get them again. No host, no user, no path. */
export interface Provenance {
  readonly commit: string;
  readonly dirty: boolean | null;
  readonly utcDate: string;
  readonly cpuModel: string;
  readonly cpus: number;
  readonly memoryGib: number;
  readonly os: string;
  readonly kernel: string;
  readonly node: string;
  readonly v8: string;
  readonly compiler: string;
  /** Load averages over one minute, before and after. */
  readonly load: readonly number[];
}

const UNAVAILABLE = 'unavailable';

function ask(file: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(file, args, { cwd: workspaceRoot, encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

function osName(): string {
  try {
    return /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? UNAVAILABLE;
  } catch {
    return os.type();
  }
}

/** Asked before the measuring: files that change meanwhile are not those that ran. */
export function gatherProvenance(): Provenance {
  const status = ask('git', ['status', '--porcelain', '--', '.', ':!results']);
  return {
    commit: ask('git', ['rev-parse', 'HEAD']) ?? UNAVAILABLE,
    dirty: status === undefined ? null : status !== '',
    utcDate: new Date().toISOString(),
    cpuModel: os.cpus()[0]?.model ?? UNAVAILABLE,
    cpus: os.cpus().length,
    memoryGib: Math.round(os.totalmem() / 2 ** 30),
    os: osName(),
    kernel: `${os.type()} ${os.release()} ${os.machine()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    compiler: ask('c++', ['--version'])?.split('\n')[0] ?? UNAVAILABLE,
    load: [loadNow()],
  };
}

/** The load average over the last minute: what else the machine was doing. */
export function loadNow(): number {
  return Number(os.loadavg()[0]!.toFixed(2));
}

/** The first lines of a report of a program. */
export function describeProvenance(program: string, provenance: Provenance): string[] {
  const { commit, dirty, utcDate, cpuModel, cpus, memoryGib, os: system, kernel, node, v8, compiler } = provenance;
  const state = dirty === null ? '' : dirty ? ', with changes' : ', clean';
  return [
    `${program} of ${utcDate}, commit ${commit.slice(0, 12)}${state}`,
    `${cpuModel}, ${cpus} CPUs, ${memoryGib} GiB, ${system}, ${kernel}`,
    `Node ${node}, V8 ${v8}, ${compiler}`,
  ];
}

/** `load average 0.5 before, 1.2 after`. */
export function describeMachineLoad({ load }: Provenance): string {
  return `load average ${load.join(' before, ')}${load.length > 1 ? ' after' : ''}`;
}
