import type { Artifact } from '../artifact/artifact.ts';
import { formatNumber } from '../artifact/format.ts';
import type { CpuArtifact, Profile } from '../cpu/result.ts';

/** Where a number comes from: the file, tool or calculation, and the smallest step of it. */
export interface Origin {
  source: string;
  unit: string;
  resolution: number | null;
}

/**
 * The origin that an artifact states for the number at a path: beside it, in an object around it, or, for a number in a
 * row of a table, in the head of its column; what is counted from other fields has theirs. undefined where there is none.
 */
export function originOf(artifact: Artifact, path: string): Origin | undefined {
  return statedOrigin(artifact, path) ?? derivedOrigin(artifact, path);
}

/** Shares that schemas give without a source of their own, because one other field says it for all of them. */
function derivedOrigin(artifact: Artifact, path: string): Origin | undefined {
  if (artifact.kind === 'calibration' && path.startsWith('results.')) {
    return { source: 'comparisons drawn from pool[] by the seed', unit: 'comparisons', resolution: 1 };
  }
  if (artifact.kind === 'cpu' && path.startsWith('profile.functions.')) {
    const { samples } = (artifact as CpuArtifact).profile as Profile;
    return { source: samples.source, unit: 'of all samples', resolution: samples.value ? 1 / samples.value : null };
  }
  return undefined;
}

function statedOrigin(artifact: Artifact, path: string): Origin | undefined {
  let here: unknown = artifact;
  let found: Origin | undefined;
  const keys = path.split('.');
  for (const [depth, key] of keys.entries()) {
    if (typeof here !== 'object' || here === null) return undefined;
    const object = here as Record<string, unknown>;
    if (isOrigin(object)) found = object;
    const columns = object.columns as Record<string, unknown> | undefined;
    // columns, rows.INDEX.COLUMN
    const column = columns?.[keys[depth + 2] ?? ''];
    if (key === 'rows' && isOrigin(column)) found = column;
    here = object[key];
  }
  return found;
}

/** Its source and resolution as words. */
export function describeOrigin(artifact: Artifact, path: string): [source: string, resolution: string] {
  const origin = originOf(artifact, path);
  if (origin === undefined) return ['see there', '-'];
  const { source, resolution, unit } = origin;
  return [source, resolution === null ? 'calculated' : `${formatNumber(resolution)} ${unit}`];
}

function isOrigin(value: unknown): value is Origin {
  const { source, unit } = (value ?? {}) as Partial<Origin>;
  return typeof source === 'string' && typeof unit === 'string';
}
