import type { Artifact } from '../artifact/artifact.ts';
import type { Metric } from '../artifact/metric.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { labelledWarningsOf } from '../check/check.ts';
import { intervalAt, valueAt } from './figures.ts';
import { type Cell, escapeHtml, paragraphs, type Table, table } from './html.ts';
import { describeOrigin } from './origin.ts';

/** An artifact of any kind and the file it is in. */
export interface PageArtifact {
  artifact: Artifact;
  /** The path as the user gave it: for messages, never drawn. */
  file: string;
  json: { name: string; sha256: string };
}

/** What is particular to an artifact; what all artifacts have is drawn around it. */
export interface Section {
  title: string;
  /** What was found, in a sentence. */
  headline?: string | undefined;
  /** The figures that answer the question, with how sure they are. */
  inShort?: Table;
  /** HTML: the charts. */
  body: string;
}

/** Fields that artifacts of many kinds have. */
interface Common {
  headline?: string;
  result?: { headline?: string };
  metrics?: Metric[];
  machine?: Record<string, Quantity | string[] | null>;
  doesNotProve?: string[];
}

/** Parts of an artifact that are all of it, as far as warnings go. */
const WHOLE = ['', 'profile'];

/** An artifact as HTML. `id` is what links point at. */
export function renderSection({ artifact, json }: PageArtifact, section: Section, id: string): string {
  const { headline, result, metrics, doesNotProve = [] } = artifact as Common;
  const said = section.headline ?? headline ?? result?.headline;
  return `<section aria-labelledby="${id}" data-artifact="${escapeHtml(json.name)}">
<h2 id="${id}">${escapeHtml(section.title)}</h2>
${said === undefined ? '' : paragraphs('headline', [said])}
${section.inShort === undefined ? '' : table(section.inShort)}
${renderWarnings(artifact)}
${section.body}
${metrics === undefined ? '' : `<h3>Metrics</h3>\n${metricsTable(artifact, metrics)}`}
<h3>What this does not prove</h3>
${paragraphs('soft', [artifact.claim])}
<ul>${doesNotProve.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>
<details><summary>Provenance: what was measured, on what, by which command</summary>
${provenanceTable(artifact, json)}
</details>
</section>`;
}

function renderWarnings(artifact: Artifact): string {
  const warnings = labelledWarningsOf(artifact).map(
    ({ of, code, text, remedy }) =>
      `<p class="warning"><strong>${escapeHtml(code)}</strong> ${escapeHtml(WHOLE.includes(of) ? '' : `${of}: `)}${escapeHtml(text)} <em>${escapeHtml(remedy)}</em></p>`,
  );
  return warnings.join('\n');
}

function metricsTable(artifact: Artifact, metrics: readonly Metric[]): string {
  const rows = metrics.map((metric, i): Cell[] => {
    const path = `metrics.${i}`;
    const [low, high] = intervalAt(path, metric);
    const { label, better, unit, repetitions, name } = metric;
    const origin = describeOrigin(artifact, `${path}.value`);
    return [
      ...[label, valueAt(path, metric), low ?? '-', high ?? '-', unit, String(repetitions.length)],
      ...[better ?? 'not judged', name, ...origin],
    ];
  });
  const head = [
    ...['metric', 'value', '95 %: low', 'high', 'unit in the JSON', 'repetitions', 'better', 'name'],
    ...['source', 'resolution'],
  ];
  return table({ caption: `${artifact.kind}: all metrics, metrics[] of the JSON`, isWide: true, head, rows });
}

function provenanceTable(artifact: Artifact, json: PageArtifact['json']): string {
  const { provenance } = artifact;
  const { machine = {} } = artifact as Common;
  const facts = Object.entries(provenance.facts).map(([name, value]): Cell[] => [
    name,
    value,
    `provenance.facts.${name}`,
  ]);
  const tunables = Object.entries(provenance.tunables).map(([name, { value, from }]): Cell[] => [
    name,
    `${value} (${from})`,
    `provenance.tunables.${name}`,
  ]);
  const watched = Object.entries(machine).flatMap(([name, quantity]): Cell[][] =>
    quantity === null || Array.isArray(quantity)
      ? []
      : [[name, valueAt(`machine.${name}`, quantity), `machine.${name}`]],
  );
  const rows = [...facts, ...tunables, ...watched, [`SHA-256 of ${json.name}`, json.sha256, '']];
  return table({
    caption: `${artifact.kind}: where these figures come from`,
    isWide: true,
    head: ['fact', 'value', 'JSON field'],
    rows,
  });
}
