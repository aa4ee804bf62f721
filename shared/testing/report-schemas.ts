// The published JSON schemas of exchange formats, which lie beside the project, and a check against them. A test that
// wants one that is not there is skipped.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

export type SchemaFormat = 'sarif' | 'cyclonedx' | 'spdx';

const folder = fileURLToPath(new URL('../../../shared/fixtures/schemas/', import.meta.url));

const files: Readonly<Record<SchemaFormat, readonly [main: string, ...used: string[]]>> = {
  sarif: ['sarif-2.1.0.schema.json'],
  cyclonedx: [
    'cyclonedx-bom-1.6.schema.json',
    'cyclonedx-jsf-0.82.schema.json',
    'cyclonedx-spdx.schema.json',
  ],
  spdx: ['spdx-2.3.schema.json'],
};

/** The reason for which a test has to be skipped, or false. */
export function missingSchemas(): string | false {
  const missing = Object.values(files)
    .flat()
    .filter((file) => !existsSync(folder + file));
  return missing.length === 0 ? false : `beside the project there is no ${missing.join(', ')}`;
}

/** What the schema says against the document; empty when it is valid. */
export function schemaProblems(format: SchemaFormat, document: unknown): readonly string[] {
  const [main, ...used] = files[format];
  // The schemas use words of older drafts and of their own, which is none of the document's fault.
  const ajv = new Ajv.default({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  // Formats of internationalised names, which the library does not know.
  for (const name of ['iri-reference', 'idn-email']) ajv.addFormat(name, true);
  for (const file of used) ajv.addSchema(readSchema(file));
  const validate = ajv.compile(readSchema(main));
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function readSchema(file: string): Record<string, unknown> {
  const schema = JSON.parse(readFileSync(folder + file, 'utf8')) as Record<string, unknown>;
  // Written for an older draft or a newer one than the library knows; what they use means the same in all.
  delete schema['$schema'];
  delete schema['id'];
  return schema;
}
