// The Pod Security Standard "restricted", as far as a rendered pod can break it, plus what we promise beyond it.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
import type { Manifest } from './helm.ts';

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly automountServiceAccountToken?: boolean;
}

const volumeKinds: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** The pods that a manifest makes. */
export function podSpecOf(manifest: Manifest): PodSpec | undefined {
  switch (manifest.kind) {
    case 'Pod':
      return manifest['spec'] as PodSpec;
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return manifest['spec'].template.spec as PodSpec;
    case 'CronJob':
      return manifest['spec'].jobTemplate.spec.template.spec as PodSpec;
    default:
      return undefined;
  }
}

/** What breaks the standard, in words; empty when nothing does. */
export function restrictedProblems(pod: PodSpec): readonly string[] {
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  return [
    ...(pod.hostNetwork || pod.hostPID || pod.hostIPC ? ['shares a namespace of the host'] : []),
    ...(pod.enableServiceLinks === false ? [] : ['gets service links']),
    ...(pod.volumes ?? []).flatMap((volume) =>
      Object.keys(volume).every((key) => key === 'name' || volumeKinds.has(key))
        ? []
        : [`volume ${String(volume['name'])} is of a kind that is not allowed`],
    ),
    ...containers.flatMap((container) =>
      containerProblems(container, pod.securityContext ?? {}).map(
        (problem) => `container ${container.name} ${problem}`,
      ),
    ),
  ];
}

function containerProblems(container: Container, pod: SecurityContext): readonly string[] {
  const own = container.securityContext ?? {};
  const seccomp = own.seccompProfile?.type ?? pod.seccompProfile?.type;
  const rules: readonly (readonly [boolean, string])[] = [
    [own.runAsNonRoot ?? pod.runAsNonRoot ?? false, 'may run as root'],
    [(own.runAsUser ?? pod.runAsUser ?? 1) !== 0, 'runs as root'],
    [own.allowPrivilegeEscalation === false, 'may gain privileges'],
    [own.privileged !== true, 'is privileged'],
    [own.capabilities?.drop?.includes('ALL') ?? false, 'keeps capabilities'],
    [(own.capabilities?.add ?? []).length === 0, 'adds capabilities'],
    [seccomp === 'RuntimeDefault' || seccomp === 'Localhost', 'has no seccomp profile'],
    [own.readOnlyRootFilesystem === true, 'may write to its root file system'],
    [(container.ports ?? []).every(({ hostPort }) => hostPort === undefined), 'takes a host port'],
  ];
  return rules.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}
