import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const FOLDER = path.join(import.meta.dirname, '../../../docs/schemas');

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
for (const name of readdirSync(FOLDER)) ajv.addSchema(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')));

/** What the published schema of its kind has against an artifact; nothing if it obeys. */
export function validateArtifact(artifact: unknown, kind = 'gateway-io'): string[] {
  const validate = ajv.getSchema(`urn:qsl:schema:${kind}:1`);
  if (validate === undefined) throw new Error(`no schema for ${kind}`);
  validate(artifact);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
