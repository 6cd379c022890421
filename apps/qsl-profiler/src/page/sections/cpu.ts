import { renderFlameGraph } from '../../cpu/flame-graph.ts';
import type { CpuArtifact } from '../../cpu/result.ts';
import { readFolded } from '../../cpu/stacks.ts';
import { type Cell, escapeHtml, table } from '../html.ts';

/** A CPU profile and the file it is in. */
export interface PageProfile {
  artifact: CpuArtifact;
  json: { name: string; sha256: string };
}

/** More would be a page of their own; the JSON has them all. */
const SHOWN = 15;
const KINDS = { js: 'JavaScript', native: 'native', kernel: 'kernel' } as const;

export function titleOfCpu({ subject }: CpuArtifact): string {
  return `cpu: where the CPU time of ${subject.described} went`;
}

/** A section with the flame graph, and what took the most as a table. */
export function renderCpu({ artifact, json }: PageProfile, id: string): string {
  const { evidence, profile, warnings, doesNotProve, provenance } = artifact;
  if (profile === null) return '';
  const title = titleOfCpu(artifact);
  const samples = profile.samples.value ?? 0;
  const words = `${samples} samples by ${evidence.by}, ${evidence.class} evidence: ${evidence.found}`;
  const rows = profile.functions
    .slice(0, SHOWN)
    .map(({ name, kind, selfShare, totalShare }, i): Cell[] => [
      name,
      KINDS[kind],
      share(`profile.functions.${i}.selfShare`, selfShare),
      share(`profile.functions.${i}.totalShare`, totalShare),
    ]);
  const facts = Object.entries(provenance.facts).map(([name, value]): Cell[] => [name, value ?? 'unavailable']);
  return `<section aria-labelledby="${id}" data-artifact="${escapeHtml(json.name)}">
<h2 id="${id}">${escapeHtml(title)}</h2>
<p><strong>${escapeHtml(evidence.class)} evidence.</strong> ${escapeHtml(evidence.found)}.</p>
${warnings.map(({ code, text, remedy }) => `<p class="warning"><strong>${code}</strong> ${escapeHtml(text)} <em>${escapeHtml(remedy)}</em></p>`).join('\n')}
<figure><figcaption>Flame graph: callers below, widths are samples</figcaption>
<div class="scroll" tabindex="0" role="group" aria-label="Flame graph, scrolls sideways"><div style="min-width: 56rem">
${renderFlameGraph(readFolded(profile.stacks), { title, subtitle: words })}
</div></div></figure>
${table({ caption: 'Functions by the time they took themselves, profile.functions[] of the JSON', head: ['function', 'code', 'self', 'with callees'], rows })}
<h3>What this does not prove</h3>
<ul>${doesNotProve.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>
<details><summary>Provenance</summary>
${table({ caption: `${json.name}, SHA-256 ${json.sha256}`, head: ['fact', 'value'], rows: facts })}
</details>
</section>`;
}

function share(path: string, value: number): Cell {
  return { path, value, text: `${(value * 100).toFixed(1)} %` };
}
