import { layOut } from '../artifact/text-table.ts';
import { type ProgramRole, type Provenance, UNAVAILABLE } from './provenance.ts';

const LINE_CHARS = 90;
const ROLES: readonly ProgramRole[] = ['gateway', 'client', 'feed'];

/** The provenance as lines of text: all facts, those that belong together side by side, and the tunables in force. */
export function formatProvenance({ facts, tunables }: Provenance): string[] {
  const settings = Object.entries(tunables).map(([name, { value, from }]) => {
    return `${name}=${value}${from === 'default' ? ' (default)' : ''}`;
  });
  const roles = ROLES.filter((role) => facts[`${role}Build`] !== undefined);
  const builds = roles.map((role) => `${role}: ${facts[`${role}Build`]}`);
  const hashes = roles.map((role) => [`${role} SHA-256`, facts[`${role}Sha256`] ?? UNAVAILABLE]);
  const rows = [
    ['command', facts.command],
    ['artifact kind', facts.kind],
    ['hardware', facts.hardware],
    ['CPU', `${facts.cpuModel}, ${facts.cores} cores`],
    ['OS, kernel', `${facts.os}, ${facts.kernel}`],
    ['runtime', facts.runtime],
    ['build', [`profiler: ${facts.profilerBuild}`, ...builds].join('; ')],
    ...hashes,
    ['tools', `strace ${facts.strace}, perf ${facts.perf}, CLK_TCK ${facts.clockTicksPerSecond}`],
    ['git commit', facts.gitCommit],
    ['sources SHA-256', facts.sourcesSha256],
    ['dirty inputs', facts.dirtyInputs],
    ['UTC date', facts.utcDate],
    ['transport', facts.transport],
    ['load', facts.load],
    ...inLines(settings).map((line, i) => [i === 0 ? 'tunables' : '', line]),
  ];
  return ['Provenance', ...layOut(rows, ['l', 'l'], '  ')];
}

/** Settings one after the other, as many as fit on a line. */
function inLines(settings: readonly string[]): string[] {
  const lines: string[] = [];
  for (const setting of settings) {
    const longer = [...lines.slice(-1), setting].join(', ');
    if (lines.length > 0 && longer.length <= LINE_CHARS) lines[lines.length - 1] = longer;
    else lines.push(setting);
  }
  return lines;
}
