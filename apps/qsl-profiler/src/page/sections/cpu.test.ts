import t from 'tap';
import { buildArtifact } from '../../cpu/build-artifact.ts';
import { readFolded } from '../../cpu/stacks.ts';
import type { Provenance } from '../../provenance/provenance.ts';
import { renderPage } from '../page.ts';

const PROVENANCE = { facts: { command: 'qsl-profiler cpu record <x>' }, tunables: {} } as unknown as Provenance;
const ARTIFACT = buildArtifact(PROVENANCE, {
  subject: { kind: 'command', words: ['node'], described: 'node & co' },
  evidence: { class: 'partial', found: 'perf counts <little>' },
  sampled: {
    by: 'perf',
    elapsedMs: 1000,
    elapsedSource: 'test',
    stacks: readFolded(['main;outer_[j];inner_[k] 30', 'main;outer_[j] 10']),
    samples: 40,
    unresolved: 0,
    idle: null,
    frequencyHz: 199,
    threadsNotSeen: 0,
  },
});

t.test('a profile is a section of the report: its flame graph, and each figure with its field', async (t) => {
  const html = renderPage([
    { artifact: ARTIFACT, file: 'cpu_node.json', json: { name: 'cpu_node.json', sha256: 'abc' } },
  ]);
  t.match(html, /<svg [^>]*class="flame"/);
  t.match(html, /where the CPU time of node &amp; co went/);
  t.match(html, /Evidence: partial\. perf counts &lt;little&gt;/);
  t.match(html, /FEW_SAMPLES/);
  const figures = Array.from(html.matchAll(/<data value="([^"]*)" data-field="profile\.functions\.(\d)\.(\w+)"/g));
  t.equal(figures.length, 4);
  for (const [, value, i, field] of figures) {
    const entry = ARTIFACT.profile?.functions[Number(i)] as unknown as Record<string, number>;
    t.equal(Number(value), entry[field as string]);
  }
  t.notMatch(html, /<script|(?:src|href)="(?!#)/);
});
