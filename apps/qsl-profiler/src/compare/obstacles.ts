import type { Side } from './side.ts';

/** Why two sides cannot be compared, and what `--despite` overrides. */
export const OBSTACLES = ['other-experiment', 'other-machine', 'other-load', 'dirty-inputs'] as const;
export type ObstacleName = (typeof OBSTACLES)[number];

export interface Obstacle {
  name: ObstacleName;
  text: string;
}

const MACHINE = ['hardware', 'cpuModel', 'cores'] as const;
const LABELS = { hardware: 'hardware', cpuModel: 'CPU', cores: 'cores' };

/** What makes the figures of two sides incomparable. */
export function findObstacles(baseline: Side, candidate: Side): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (baseline.kind !== candidate.kind) {
    obstacles.push({ name: 'other-experiment', text: `other experiment: ${baseline.kind}, then ${candidate.kind}` });
  }
  const machine = MACHINE.filter((fact) => baseline.facts[fact] !== candidate.facts[fact]);
  if (machine.length > 0) {
    const changes = machine.map((fact) => `${LABELS[fact]} ${baseline.facts[fact]}, then ${candidate.facts[fact]}`);
    obstacles.push({ name: 'other-machine', text: `other machine: ${changes.join('; ')}` });
  }
  const names = [...new Set([...Object.keys(baseline.conditions), ...Object.keys(candidate.conditions)])];
  const load = names.filter((name) => baseline.conditions[name] !== candidate.conditions[name]);
  if (load.length > 0) {
    const changes = load.map(
      (name) => `${name} "${baseline.conditions[name] ?? 'none'}", then "${candidate.conditions[name] ?? 'none'}"`,
    );
    obstacles.push({ name: 'other-load', text: `other load: ${changes.join('; ')}` });
  }
  const dirty = [baseline, candidate].flatMap(({ dirty, files }) => (dirty ? files : []));
  if (dirty.length > 0) {
    const text = `dirty inputs: nobody can tell which sources ${dirty.join(', ')} measured`;
    obstacles.push({ name: 'dirty-inputs', text });
  }
  return obstacles;
}
