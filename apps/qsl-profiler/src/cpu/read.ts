import { readFileSync } from 'node:fs';
import { UsageError } from '@qsl/cli';
import { SCHEMA } from './build-artifact.ts';
import type { CpuArtifact } from './result.ts';

/** Reads what `cpu record` wrote. Throws UsageError for anything else. */
export function readCpuProfile(file: string): CpuArtifact {
  try {
    const artifact = JSON.parse(readFileSync(file, 'utf8')) as Partial<CpuArtifact> | null;
    if (artifact?.schema !== SCHEMA || !artifact.profile) throw new Error('it holds no samples of "cpu record"');
    return artifact as CpuArtifact;
  } catch (cause) {
    throw new UsageError(`${file} cannot be drawn: ${(cause as Error).message}`);
  }
}

/** Whether that would succeed. */
export function isCpuProfile(file: string): boolean {
  try {
    return readCpuProfile(file) !== undefined;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
