import { readdirSync } from 'node:fs';
import { readMeminfo } from '@qsl/procfs';
import { runTool } from '../provenance/run-tool.ts';

/**
 * How far a machine is from work with DPDK. It gates that work and claims nothing about its outcome.
 *
 * unsupported-host        not Linux on x86-64 or arm64
 * linux-missing-dpdk      no DPDK that pkg-config knows
 * linux-dpdk-constrained  DPDK is there; something that building or starting a program needs is not
 * linux-dpdk-build-ready  a program can be built and can get its memory. Whether it drives a card is another question
 */
export type BypassClass =
  | 'unsupported-host'
  | 'linux-missing-dpdk'
  | 'linux-dpdk-constrained'
  | 'linux-dpdk-build-ready';

/** What was looked at, without changing anything: no module is loaded, no page reserved, no device bound. */
export interface BypassFacts {
  platform: string;
  arch: string;
  /** Of libdpdk, as pkg-config knows it; null: unknown to it. */
  dpdkVersion: string | null;
  /** Whether pkg-config gives flags to compile with: the headers are installed. */
  hasHeaders: boolean;
  compiler: string | null;
  /** Huge pages of the default size that are set aside. */
  hugePages: number;
  iommuGroups: number;
  hasVfio: boolean;
}

export interface BypassGate {
  class: BypassClass;
  /** What stands in the way of the next class; empty for the last. */
  missing: string[];
  facts: BypassFacts;
}

const ARCHITECTURES = ['x64', 'arm64'];

/** Looks at this machine. */
export function gatherBypassFacts(): BypassFacts {
  const isLinux = process.platform === 'linux';
  const pkgConfig = (flag: string) => (isLinux ? runTool('pkg-config', [flag, 'libdpdk']) : undefined);
  return {
    platform: process.platform,
    arch: process.arch,
    dpdkVersion: pkgConfig('--modversion') ?? null,
    hasHeaders: pkgConfig('--cflags') !== undefined,
    compiler: runTool('cc', ['--version'])?.split('\n')[0] ?? null,
    hugePages: isLinux ? (readMeminfo().hugePagesTotal ?? 0) : 0,
    iommuGroups: namesIn('/sys/kernel/iommu_groups').length,
    hasVfio: namesIn('/dev/vfio').length > 0,
  };
}

/** Judges the facts. */
export function judgeBypass(facts: BypassFacts): BypassGate {
  const { platform, arch, dpdkVersion, hasHeaders, compiler, hugePages } = facts;
  if (platform !== 'linux' || !ARCHITECTURES.includes(arch)) {
    return { class: 'unsupported-host', missing: ['Linux on x86-64 or arm64'], facts };
  }
  if (dpdkVersion === null) {
    return { class: 'linux-missing-dpdk', missing: ['libdpdk (Debian: libdpdk-dev) and pkg-config'], facts };
  }
  const missing = [
    ...(hasHeaders ? [] : ["DPDK's headers (pkg-config --cflags libdpdk)"]),
    ...(compiler === null ? ['a C compiler (cc)'] : []),
    ...(hugePages > 0 ? [] : ['huge pages (vm.nr_hugepages)']),
  ];
  return { class: missing.length === 0 ? 'linux-dpdk-build-ready' : 'linux-dpdk-constrained', missing, facts };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
