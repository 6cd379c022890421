import { formatAmount } from '../../artifact/format.ts';
import { renderFlameGraph } from '../../cpu/flame-graph.ts';
import type { CpuArtifact, Profile } from '../../cpu/result.ts';
import { readFolded } from '../../cpu/stacks.ts';
import { valueAt } from '../figures.ts';
import { type Cell, table } from '../html.ts';
import type { Section } from '../section.ts';

/** More would be a page of their own; the JSON has them all. */
const SHOWN = 15;
const KINDS = { js: 'JavaScript', native: 'native', kernel: 'kernel' } as const;

/** What was counted and sampled of a program's CPU time. */
export function describeCpu({ subject, evidence, counters, profile }: CpuArtifact): Section {
  const title = `cpu: where the CPU time of ${subject.described} went`;
  const counted: Cell[][] = (counters ?? []).map(({ name, quantity }, i) => [
    name,
    valueAt(`counters.${i}.quantity`, quantity),
  ]);
  return {
    title,
    headline: `Evidence: ${evidence.class}. ${evidence.found}.`,
    body: [
      counted.length === 0 ? '' : table({ caption: 'Counters', head: ['counter', 'value'], rows: counted }),
      profile === null
        ? ''
        : drawProfile(profile, { title, subtitle: `by ${evidence.by}, ${evidence.class} evidence` }),
    ].join('\n'),
  };
}

function drawProfile(profile: Profile, { title, subtitle }: { title: string; subtitle: string }): string {
  const { samples, stacks, functions } = profile;
  const rows = functions
    .slice(0, SHOWN)
    .map(({ name, kind, selfShare, totalShare }, i): Cell[] => [
      name,
      KINDS[kind],
      share(`profile.functions.${i}.selfShare`, selfShare),
      share(`profile.functions.${i}.totalShare`, totalShare),
    ]);
  const words = `${formatAmount(samples.value, samples.unit)} samples ${subtitle}`;
  return `<figure><figcaption>Flame graph: callers below, widths are samples</figcaption>
<div class="scroll" tabindex="0" role="group" aria-label="Flame graph, scrolls sideways"><div class="wide">
${renderFlameGraph(readFolded(stacks), { title, subtitle: words })}
</div></div></figure>
${table({
  caption: 'Functions by the time they took themselves, profile.functions[] of the JSON',
  head: ['function', 'code', 'self', 'with callees'],
  rows,
})}
${table({
  caption: 'What that rests on',
  head: ['figure', 'value'],
  rows: [
    ['samples', valueAt('profile.samples', samples)],
    ['samples a second', valueAt('profile.frequency', profile.frequency)],
    [
      'share of samples with an unnamed function',
      valueAt('profile.unresolvedShare', profile.unresolvedShare, (value) => `${((value ?? 0) * 100).toFixed(1)} %`),
    ],
  ],
})}`;
}

function share(path: string, value: number): Cell {
  return { path, value, text: `${(value * 100).toFixed(1)} %` };
}
