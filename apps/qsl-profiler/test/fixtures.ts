import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MeasuredArtifact } from '../src/artifact/artifact.ts';

const FOLDER = path.join(import.meta.dirname, '../fixtures');

/** The file of an artifact as a run wrote it: `gateway-io`, `socket-load`, `socket-stress` or `run`. */
export function recordedFile(kind: string): string {
  return path.join(FOLDER, `${kind}.json`);
}

/** The artifact in it. */
export function recordedArtifact(kind: string): MeasuredArtifact {
  return JSON.parse(readFileSync(recordedFile(kind), 'utf8')) as MeasuredArtifact;
}
