import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Component } from './components.ts';

export interface BomInput {
  name: string;
  version: string;
  description: string;
  /** SHA-256 of the executable, in hexadecimal. */
  sha256: string;
  /** Where the executable runs, and whether it did where it was built. */
  target: string;
  wasRun: boolean;
  /** The npm packages inside. */
  components: readonly Component[];
  /** Node, and what it is made of by its own account. */
  node: { version: string; contains: Record<string, string | undefined> };
}

const APPLICATION = Enums.ComponentType.Application;
const LIBRARY = Enums.ComponentType.Library;

/**
 * The bill of materials of an executable, CycloneDX 1.6 in JSON. Without a serial number and a date: the same
 * executable has the same bill.
 */
export function formatBom({ name, version, description, sha256, target, wasRun, components, node }: BomInput): string {
  const application = new Models.Component(APPLICATION, name, {
    bomRef: name,
    version,
    description,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha256]]),
    licenses: new Models.LicenseRepository([licenseOf('MIT')]),
    properties: new Models.PropertyRepository([
      new Models.Property('qsl:target', target),
      new Models.Property('qsl:status', wasRun ? 'built and run' : 'built, not run'),
    ]),
  });
  const parts = [...components.map(describeLibrary), describeNode(node)];
  for (const { bomRef } of parts) application.dependencies.add(bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: application }),
    components: new Models.ComponentRepository(parts),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function describeLibrary({ name, version, license, description }: Component): Models.Component {
  const [group, plainName] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return new Models.Component(LIBRARY, plainName as string, {
    bomRef: purl,
    group,
    version,
    description,
    purl,
    licenses: new Models.LicenseRepository([licenseOf(license)]),
  });
}

function describeNode({ version, contains }: BomInput['node']): Models.Component {
  const parts = Object.entries(contains).flatMap(([name, partVersion]) =>
    partVersion === undefined || name === 'node'
      ? []
      : new Models.Component(LIBRARY, name, { bomRef: `node/${name}`, version: partVersion }),
  );
  return new Models.Component(Enums.ComponentType.Framework, 'node', {
    bomRef: 'node',
    version,
    description: 'Node.js, the runtime that the executable is made of; with its own parts',
    purl: `pkg:generic/node@${version}`,
    licenses: new Models.LicenseRepository([licenseOf('MIT')]),
    components: new Models.ComponentRepository(parts),
  });
}

function licenseOf(license: string): Models.License {
  if (/ (?:OR|AND|WITH) /.test(license)) return new Models.LicenseExpression(license);
  return /\s/.test(license) ? new Models.NamedLicense(license) : new Models.SpdxLicense(license);
}
