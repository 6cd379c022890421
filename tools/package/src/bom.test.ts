import t from 'tap';
import { type BomInput, formatBom } from './bom.ts';

const input: BomInput = {
  name: 'program',
  version: '1.2.3',
  description: 'does things',
  sha256: 'ab'.repeat(32),
  target: 'linux-arm64',
  wasRun: false,
  components: [
    { name: '@s/a', version: '1.0.0', license: 'ISC', licenseText: '' },
    { name: 'b', version: '2.0.0', license: '(MIT OR Zlib)', licenseText: '' },
    { name: 'c', version: '3.0.0', license: 'see its text', licenseText: '' },
  ],
  node: { version: '26.10.0', contains: { node: '26.10.0', v8: '14.6', absent: undefined } },
};

t.test('a bill says what the executable is, what is in it, and whether it ever ran', async (t) => {
  const bom = JSON.parse(formatBom(input));
  t.match(bom, { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: undefined });
  t.match(bom.metadata.component, {
    name: 'program',
    version: '1.2.3',
    hashes: [{ alg: 'SHA-256', content: input.sha256 }],
    properties: [
      { name: 'qsl:status', value: 'built, not run' },
      { name: 'qsl:target', value: 'linux-arm64' },
    ],
  });
  const byName = Object.fromEntries(bom.components.map((part: { name: string }) => [part.name, part]));
  t.match(byName.a, { group: '@s', purl: 'pkg:npm/%40s/a@1.0.0', licenses: [{ license: { id: 'ISC' } }] });
  t.match(byName.b, { purl: 'pkg:npm/b@2.0.0', licenses: [{ expression: '(MIT OR Zlib)' }] });
  t.match(byName.c, { licenses: [{ license: { name: 'see its text' } }] });
  t.match(byName.node, { version: '26.10.0', components: [{ name: 'v8', version: '14.6' }] });
  t.equal(bom.dependencies.find(({ ref }: { ref: string }) => ref === 'program').dependsOn.length, 4);
});

t.test('the same executable has the same bill', async (t) => {
  const reversed = { ...input, components: input.components.toReversed() };
  t.equal(formatBom(reversed), formatBom(input));
});
