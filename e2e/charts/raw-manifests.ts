// The manifests for those without Helm: each chart rendered once, with the values under which most people would start.
import { resolve } from 'node:path';
import { mustRun } from '../support/run-command.ts';
import { type ChartName, chartFolder, helm, kubernetesVersion } from './helm.ts';

const folder = resolve(import.meta.dirname, '../../deploy/kubernetes');

export interface RawManifest {
  readonly chart: ChartName;
  readonly path: string;
}

export const rawManifests: readonly RawManifest[] = [
  { chart: 'harborguard-control-plane', path: resolve(folder, 'control-plane.yaml') },
  { chart: 'harborguard-sensor', path: resolve(folder, 'sensor.yaml') },
];

const values: Readonly<Record<ChartName, unknown>> = {
  'harborguard-control-plane': { tests: { enabled: false } },
  'harborguard-sensor': {
    controlPlane: { url: 'https://harborguard.example.com' },
    apiKey: { existingSecret: 'harborguard-sensor-key' },
    tests: { enabled: false },
  },
};

const headers: Readonly<Record<ChartName, string>> = {
  'harborguard-control-plane': `# The control plane of HarborGuard, rendered from its chart: do not edit, run \`npm run kubernetes:render\`.
#
#   kubectl create namespace harborguard
#   kubectl --namespace harborguard apply --filename control-plane.yaml
#   kubectl --namespace harborguard exec statefulset/harborguard-control-plane -- \\
#     /nodejs/bin/node /app/control-plane/src/main.js first-owner
`,
  'harborguard-sensor': `# A sensor of HarborGuard, rendered from its chart: do not edit, run \`npm run kubernetes:render\`.
# Put the address of your control plane into HARBORGUARD_URL, then:
#
#   kubectl create namespace harborguard
#   kubectl --namespace harborguard create secret generic harborguard-sensor-key --from-file=api-key=FILE
#   kubectl --namespace harborguard apply --filename sensor.yaml
`,
};

/** Without what only Helm understands. */
export async function renderRaw(chart: ChartName): Promise<string> {
  const text = await mustRun(
    helm ?? 'helm',
    [
      ...['template', chart, chartFolder(chart), '--values=-', '--no-hooks'],
      `--kube-version=${kubernetesVersion}`,
    ],
    { input: JSON.stringify(values[chart]) },
  );
  const manifests = text
    .split('\n')
    .filter(
      (line) =>
        !/^\s*(helm\.sh\/chart|app\.kubernetes\.io\/managed-by|checksum\/secret):/.test(line),
    )
    .filter((line) => !line.includes('A changed Secret of this release'))
    .filter((line) => !/^\s+annotations:$/.test(line) && line.trim() !== '')
    .join('\n');
  return `${headers[chart]}${manifests}\n`;
}
