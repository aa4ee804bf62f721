// The Kubernetes API's own OpenAPI document as strict JSON schemas, so that a misspelt field of a manifest is found
// without an API server. The document comes with the Go module k8s.io/kubernetes and is fetched by `peers:install`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { peersFolder } from '../support/peers-folder.ts';
import type { Manifest } from './helm.ts';

const documentPath = join(peersFolder, 'kubernetes-openapi.json');

interface Definition {
  type?: string;
  format?: string;
  properties?: Record<string, unknown>;
  additionalProperties?: unknown;
  anyOf?: unknown;
  'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

export const kubernetesSchemasAreMissing: string | undefined = existsSync(documentPath)
  ? undefined
  : 'the Kubernetes OpenAPI document is not in the cache: npm run peers:install';

/** What is wrong with a manifest, one line each; empty when the API would take it. */
export type ManifestCheck = (manifest: Manifest) => readonly string[];

export function kubernetesSchemas(): ManifestCheck {
  const { definitions } = JSON.parse(readFileSync(documentPath, 'utf8')) as {
    readonly definitions: Record<string, Definition>;
  };
  for (const [name, definition] of Object.entries(definitions)) close(name, definition);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'kubernetes', definitions });
  const names = new Map<string, string>(
    Object.entries(definitions).flatMap(([name, definition]) =>
      (definition['x-kubernetes-group-version-kind'] ?? []).map(
        ({ group, version, kind }) =>
          [`${group === '' ? version : `${group}/${version}`} ${kind}`, name] as const,
      ),
    ),
  );
  const compiled = new Map<string, ValidateFunction>();
  return (manifest) => {
    const kind = `${manifest.apiVersion} ${manifest.kind}`;
    const name = names.get(kind);
    if (name === undefined) return [`there is no ${kind}`];
    const validate = compiled.get(name) ?? ajv.compile({ $ref: `kubernetes#/definitions/${name}` });
    compiled.set(name, validate);
    validate(manifest);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${kind} ${manifest.metadata.name}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** The document leaves objects open and says numbers-or-text in a format; the API server does not. */
function close(name: string, definition: Definition): void {
  if (definition.format === 'int-or-string' || name.endsWith('.api.resource.Quantity')) {
    delete definition.type;
    definition.anyOf = [{ type: 'string' }, { type: 'number' }];
  }
  const isOpen = name.endsWith('.JSONSchemaProps') || name.endsWith('.runtime.RawExtension');
  if (definition.properties !== undefined && !isOpen) {
    definition.additionalProperties ??= false;
  }
}
