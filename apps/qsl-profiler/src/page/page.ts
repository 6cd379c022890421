import type { MeasuredArtifact } from '../artifact/artifact.ts';
import { warningsOf } from '../check/check.ts';
import type { RunArtifact } from '../run/result.ts';
import { type Chart, chart } from './chart.ts';
import { intervalAt, valueAt } from './figures.ts';
import { type Cell, escapeHtml, table } from './html.ts';
import { type PageProfile, renderCpu, titleOfCpu } from './sections/cpu.ts';
import { chartGatewayIo, chartPasses } from './sections/gateway-io.ts';
import { chartSocketLoad } from './sections/socket-load.ts';
import { chartSocketStress } from './sections/socket-stress.ts';
import { STYLE } from './style.ts';

/** An artifact and the file it is in. */
export interface PageArtifact {
  artifact: MeasuredArtifact;
  json: { name: string; sha256: string };
}

const TITLES: Record<string, string> = {
  'gateway-io': 'gateway-io: what serving an order costs',
  'socket-load': 'socket-load: many short-lived clients',
  'socket-stress': 'socket-stress: what a burst loses',
  run: 'run: what a server costs',
};

/** One HTML file with everything in it: no script, nothing from the network. */
export function renderPage(artifacts: readonly PageArtifact[], profiles: readonly PageProfile[] = []): string {
  const claims = [...new Set([...artifacts, ...profiles].map(({ artifact }) => artifact.claim))];
  const links = artifacts.map(
    ({ artifact, json }, i) =>
      `<li><a href="#a${i}">${escapeHtml(titleOf(artifact))}</a>, ${escapeHtml(json.name)}</li>`,
  );
  const profileLinks = profiles.map(
    ({ artifact, json }, i) =>
      `<li><a href="#p${i}">${escapeHtml(titleOfCpu(artifact))}</a>, ${escapeHtml(json.name)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>QSL profiler report</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>QSL profiler report</h1>
${claims.map((claim) => `<p class="headline">${escapeHtml(claim)}</p>`).join('\n')}
<p class="soft">Every number tells where it stands in the JSON of its artifact: as a tooltip, and in the tables under the
charts. There each number has its unit, its source and its resolution.</p>
<nav aria-label="Artifacts"><ul>${[...links, ...profileLinks].join('\n')}</ul></nav>
</header>
<main>
${artifacts.map(renderArtifact).join('\n')}
${profiles.map((profile, i) => renderCpu(profile, `p${i}`)).join('\n')}
</main>
</body>
</html>
`;
}

function titleOf({ kind }: MeasuredArtifact): string {
  return TITLES[kind] ?? kind;
}

function renderArtifact({ artifact, json }: PageArtifact, index: number): string {
  const { headline, result } = artifact as { headline?: string; result?: { headline?: string } };
  const said = headline ?? result?.headline;
  const warnings = warningsOf(artifact).map(
    ({ code, text, remedy }) =>
      `<p class="warning"><strong>${escapeHtml(code)}</strong> ${escapeHtml(text)} <em>${escapeHtml(remedy)}</em></p>`,
  );
  const { doesNotProve = [] } = artifact as { doesNotProve?: string[] };
  return `<section aria-labelledby="a${index}" data-artifact="${escapeHtml(json.name)}">
<h2 id="a${index}">${escapeHtml(titleOf(artifact))}</h2>
${said === undefined ? '' : `<p class="headline">${escapeHtml(said)}</p>`}
${warnings.join('\n')}
<div class="charts">
${chartsOf(artifact).map(chart).join('\n')}
</div>
<h3>Metrics</h3>
${metricsTable(artifact)}
<h3>What this does not prove</h3>
<ul>${doesNotProve.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>
<h3>Provenance</h3>
${provenanceTable(artifact, json)}
</section>`;
}

function chartsOf(artifact: MeasuredArtifact): Chart[] {
  switch (artifact.kind) {
    case 'gateway-io':
      return chartGatewayIo(artifact as never);
    case 'socket-load':
      return chartSocketLoad(artifact as never);
    case 'socket-stress':
      return chartSocketStress(artifact as never);
    case 'run':
      return chartPasses([{ name: 'server', path: 'profile', profile: (artifact as RunArtifact).profile }]);
    default:
      return [];
  }
}

function metricsTable({ kind, metrics }: MeasuredArtifact): string {
  const rows = metrics.map((metric, i): Cell[] => {
    const path = `metrics.${i}`;
    const [low, high] = intervalAt(path, metric);
    const { label, better, unit, repetitions, name } = metric;
    return [
      label,
      valueAt(path, metric),
      low ?? '-',
      high ?? '-',
      unit,
      String(repetitions.length),
      better ?? 'not judged',
      name,
    ];
  });
  const head = ['metric', 'value', '95 %: low', 'high', 'unit', 'repetitions', 'better', 'name'];
  return table({ caption: `${kind}: all metrics, metrics[] of the JSON`, head, rows });
}

function provenanceTable(artifact: MeasuredArtifact, json: PageArtifact['json']): string {
  const { provenance, machine } = artifact;
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
    head: ['fact', 'value', 'JSON field'],
    rows,
  });
}
