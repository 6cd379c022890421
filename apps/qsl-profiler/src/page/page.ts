import type { Artifact } from '../artifact/artifact.ts';
import { damageOf } from '../artifact/damage.ts';
import type { CalibrationArtifact } from '../calibration/result.ts';
import type { CpuArtifact } from '../cpu/result.ts';
import type { EnvironmentArtifact } from '../doctor/environment.ts';
import type { GatewayIoArtifact } from '../experiments/gateway-io/result.ts';
import type { SocketLoadArtifact } from '../experiments/socket-load/result.ts';
import type { SocketStressArtifact } from '../experiments/socket-stress/result.ts';
import type { NetArtifact } from '../net/result.ts';
import type { RunArtifact } from '../run/result.ts';
import { escapeHtml, paragraphs } from './html.ts';
import { type PageArtifact, renderSection, type Section } from './section.ts';
import { describeCalibration } from './sections/calibration.ts';
import { describeCpu } from './sections/cpu.ts';
import { describeEnvironment } from './sections/environment.ts';
import { describeGatewayIo } from './sections/gateway-io.ts';
import { describeNet } from './sections/net.ts';
import { describeRun } from './sections/run.ts';
import { describeSocketLoad } from './sections/socket-load.ts';
import { describeSocketStress } from './sections/socket-stress.ts';
import { STYLE } from './style.ts';

/** How artifacts of each kind are drawn, in the order in which they are read best. */
const KINDS: Record<string, (artifact: Artifact) => Section> = {
  'gateway-io': (artifact) => describeGatewayIo(artifact as GatewayIoArtifact),
  cpu: (artifact) => describeCpu(artifact as CpuArtifact),
  calibration: (artifact) => describeCalibration(artifact as CalibrationArtifact),
  'socket-load': (artifact) => describeSocketLoad(artifact as SocketLoadArtifact),
  'socket-stress': (artifact) => describeSocketStress(artifact as SocketStressArtifact),
  run: (artifact) => describeRun(artifact as RunArtifact),
  net: (artifact) => describeNet(artifact as NetArtifact),
  environment: (artifact) => describeEnvironment(artifact as EnvironmentArtifact),
};

const INTRODUCTION =
  'Every number names its field in the JSON of its artifact: in its tooltip, and, with source and resolution, in the tables ' +
  'under the charts and of the metrics. Square brackets hold 95 % intervals. Warnings say what may spoil a figure.';

/** One HTML file with everything in it: no script, nothing from the network. Throws UsageError FOREIGN for a damaged artifact. */
export function renderPage(artifacts: readonly PageArtifact[]): string {
  const order = Object.keys(KINDS);
  const sorted = artifacts.toSorted((a, b) => order.indexOf(a.artifact.kind) - order.indexOf(b.artifact.kind));
  const sections = sorted.map((one, i) => ({ ...one, ...draw(one, `a${i}`) }));
  const claims = [...new Set(artifacts.map(({ artifact }) => artifact.claim))];
  const links = sections.map(
    ({ id, section, json }) =>
      `<li><a href="#${id}">${escapeHtml(section.title)}</a> <span class="soft">${escapeHtml(json.name)}</span></li>`,
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
${paragraphs('soft', [claims.join(' '), INTRODUCTION])}
<nav aria-label="Artifacts"><ul>${links.join('\n')}</ul></nav>
</header>
<main>
${sections.map(({ html }) => html).join('\n')}
</main>
</body>
</html>
`;
}

function draw(one: PageArtifact, id: string): { id: string; section: Section; html: string } {
  try {
    const section = describe(one.artifact);
    return { id, section, html: renderSection(one, section, id) };
  } catch (error) {
    throw damageOf(error, { file: one.file, kind: one.artifact.kind });
  }
}

function describe(artifact: Artifact): Section {
  return KINDS[artifact.kind]?.(artifact) ?? { title: artifact.kind, body: '' };
}
