// A pod of the rendered chart as a container of the engine: the same environment, mounts and restrictions, with what the
// kubelet would put into its volumes.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Manifest } from '../charts/helm.ts';
import type { PodIdentity } from './identity/pod-webhooks.ts';

export interface VolumeContents {
  /** Secret or ConfigMap -> key -> content; Secrets that the chart renders need not be here. */
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The token of the pod's service account for an audience. */
  readonly tokenFor?: (audience: string) => string;
}

interface PodVolume {
  readonly name: string;
  readonly secret?: { readonly secretName: string; readonly items?: readonly KeyToPath[] };
  readonly projected?: {
    readonly sources: readonly { readonly serviceAccountToken?: ProjectedToken }[];
  };
  readonly configMap?: { readonly name: string; readonly items?: readonly KeyToPath[] };
}

interface ProjectedToken {
  readonly audience: string;
  readonly path: string;
}

interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

interface PodContainer {
  /** In place of the entry point of the image. */
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
}

export interface PodRun {
  readonly options: readonly string[];
  readonly args: readonly string[];
}

export function podRun(
  pod: Manifest,
  manifests: readonly Manifest[],
  given: {
    readonly folder: string;
    readonly identity: PodIdentity;
    readonly contents: VolumeContents;
  },
): PodRun {
  const spec = pod.kind === 'Pod' ? pod['spec'] : pod['spec'].template.spec;
  const [container] = spec.containers as readonly PodContainer[];
  if (container === undefined) throw new Error('the pod has no container');
  const [program, ...first] = container.command ?? [];
  const environment = {
    ...Object.fromEntries(container.env.map(({ name, value }) => [name, value ?? 'sensor-0'])),
    ...given.identity.environment,
  };
  return {
    options: [
      ...restrictions(container, spec.securityContext.runAsUser),
      ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...container.volumeMounts.flatMap(({ name, mountPath }) =>
        mountOf(
          (spec.volumes as readonly PodVolume[]).find((volume) => volume.name === name),
          mountPath,
          { manifests, ...given },
        ),
      ),
      ...tokenMount(given),
      ...(program === undefined ? [] : [`--entrypoint=${program}`]),
    ],
    args: [...first, ...container.args],
  };
}

function restrictions({ securityContext }: PodContainer, user: number): readonly string[] {
  const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } = securityContext;
  return [
    `--user=${user}:${user}`,
    ...(readOnlyRootFilesystem === true ? ['--read-only'] : []),
    ...(allowPrivilegeEscalation === false ? ['--security-opt=no-new-privileges'] : []),
    ...(capabilities?.drop ?? []).map((one) => `--cap-drop=${one}`),
  ];
}

/** What is neither Secret nor ConfigMap is the empty folder for the state. */
function mountOf(
  volume: PodVolume | undefined,
  mountPath: string,
  from: {
    readonly folder: string;
    readonly manifests: readonly Manifest[];
    readonly contents: VolumeContents;
  },
): readonly string[] {
  const source = volume?.secret ?? volume?.configMap;
  const token = volume?.projected?.sources[0]?.serviceAccountToken;
  if (volume !== undefined && token !== undefined) {
    const home = join(from.folder, volume.name);
    write(join(home, token.path), from.contents.tokenFor?.(token.audience) ?? '');
    return ['--volume', `${home}:${mountPath}:ro`];
  }
  if (volume === undefined || source === undefined) {
    return ['--tmpfs', `${mountPath}:uid=65532,mode=0700`];
  }
  const name = 'secretName' in source ? source.secretName : source.name;
  const rendered = from.manifests.find(
    ({ kind, metadata }) => kind === 'Secret' && metadata.name === name,
  );
  const content: Readonly<Record<string, string>> | undefined =
    from.contents.objects[name] ?? rendered?.['stringData'];
  if (content === undefined) throw new Error(`nobody made ${name}`);
  const items = source.items ?? Object.keys(content).map((key) => ({ key, path: key }));
  const home = join(from.folder, volume.name);
  for (const { key, path } of items) {
    const text = content[key];
    if (text === undefined) throw new Error(`${name} has no ${key}`);
    write(join(home, path), text);
  }
  return ['--volume', `${home}:${mountPath}:ro`];
}

function tokenMount({
  folder,
  identity,
  contents,
}: {
  readonly folder: string;
  readonly identity: PodIdentity;
  readonly contents: VolumeContents;
}): readonly string[] {
  if (identity.token === undefined) return [];
  const home = join(folder, 'projected');
  const { path, audience } = identity.token;
  write(join(home, basename(path)), contents.tokenFor?.(audience) ?? '');
  return ['--volume', `${home}:${dirname(path)}:ro`];
}

/** Read by the user of the image, who is another than this one. */
function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o644);
}
