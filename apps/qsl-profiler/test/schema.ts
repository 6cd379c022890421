import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const FOLDER = path.join(import.meta.dirname, '../../../docs/schemas');

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
for (const name of readdirSync(FOLDER)) ajv.addSchema(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')));

/** What a published schema, such as `comparison:1`, has against data; nothing if they obey. */
export function validate(data: unknown, schema: string): string[] {
  const check = ajv.getSchema(`urn:qsl:schema:${schema}`);
  if (check === undefined) throw new Error(`no schema ${schema}`);
  check(data);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the newest schema of its kind has against an artifact; nothing if it obeys. */
export function validateArtifact(artifact: unknown, kind = 'gateway-io'): string[] {
  const versions = readdirSync(FOLDER).flatMap((name) => new RegExp(`^${kind}\\.v(\\d+)\\.`).exec(name)?.[1] ?? []);
  return validate(artifact, `${kind}:${versions.sort().at(-1)}`);
}
