// How a sensor is run, ready to paste. The key stands in a file or a secret wherever the tool has one.

const sensorImage = 'harborguard-sensor:0.1.0';

/** The image is in no registry: whoever runs it builds it. */
export const imageBuild = `docker build --file deploy/images/sensor.Dockerfile --tag ${sensorImage} .`;

export interface SnippetFacts {
  readonly controlPlaneUrl: string;
  readonly apiKey: string;
}

export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly note: string;
}

export function sensorSnippets({ controlPlaneUrl, apiKey }: SnippetFacts): readonly Snippet[] {
  const isPlain = controlPlaneUrl.startsWith('http:');
  const isThisMachine = isLoopback(controlPlaneUrl);
  return [
    {
      id: 'docker',
      title: 'docker run',
      text: [
        'docker run -d --name harborguard-sensor --restart unless-stopped \\',
        '  --read-only --cap-drop ALL --security-opt no-new-privileges \\',
        ...(isThisMachine ? ['  --network host \\'] : []),
        `  -e HARBORGUARD_URL=${controlPlaneUrl} \\`,
        `  -e HARBORGUARD_API_KEY=${apiKey} \\`,
        ...(isPlain ? ['  -e HARBORGUARD_ALLOW_PLAIN_HTTP=true \\'] : []),
        '  -v harborguard-sensor:/var/lib/harborguard \\',
        `  ${sensorImage}`,
      ].join('\n'),
      note: isThisMachine
        ? `For this machine only: in a network of its own a container finds nothing at 127.0.0.1. ${openedElsewhere}`
        : 'Dials out only. No Docker socket, no inbound port, no root.',
    },
    {
      id: 'helm',
      title: 'Helm',
      text: [
        'kubectl create namespace harborguard',
        'kubectl -n harborguard create secret generic harborguard-sensor \\',
        `  --from-literal=api-key=${apiKey}`,
        'helm install harborguard-sensor deploy/helm/harborguard-sensor -n harborguard \\',
        `  --set controlPlane.url=${controlPlaneUrl} \\`,
        ...(isPlain ? ['  --set controlPlane.allowPlainHttp=true \\'] : []),
        '  --set apiKey.existingSecret=harborguard-sensor',
      ].join('\n'),
      note: isThisMachine
        ? `A pod finds nothing at this address, which is this machine only. ${openedElsewhere}`
        : 'The key lies in a Secret; workload identities of the cluster are used where there are some.',
    },
    {
      id: 'compose',
      title: 'Compose',
      text: [
        'services:',
        '  harborguard-sensor:',
        `    image: ${sensorImage}`,
        '    restart: unless-stopped',
        ...(isThisMachine ? ['    network_mode: host'] : []),
        '    read_only: true',
        '    cap_drop: [ALL]',
        '    security_opt: ["no-new-privileges:true"]',
        '    environment:',
        `      HARBORGUARD_URL: ${controlPlaneUrl}`,
        '      HARBORGUARD_API_KEY_FILE: /run/secrets/harborguard_key',
        ...(isPlain ? ['      HARBORGUARD_ALLOW_PLAIN_HTTP: "true"'] : []),
        '    secrets: [harborguard_key]',
        '    volumes: ["harborguard-sensor:/var/lib/harborguard"]',
        'secrets:',
        '  harborguard_key:',
        '    file: ./harborguard-key',
        'volumes:',
        '  harborguard-sensor: {}',
      ].join('\n'),
      note: 'Put the key alone into the file harborguard-key beside this one, readable only by you.',
    },
    {
      id: 'npm',
      title: 'Without a container',
      text: [
        'umask 077',
        'mkdir -p ~/harborguard-sensor',
        `printf '%s' ${apiKey} > ~/harborguard-sensor/key`,
        `export HARBORGUARD_URL=${controlPlaneUrl}`,
        'export HARBORGUARD_API_KEY_FILE=~/harborguard-sensor/key',
        'export HARBORGUARD_STATE_DIR=~/harborguard-sensor/state',
        ...(isPlain && !isThisMachine ? ['export HARBORGUARD_ALLOW_PLAIN_HTTP=true'] : []),
        'npm run sensor',
      ].join('\n'),
      note: 'In a clone of HarborGuard, with Node 20 or later and npm.',
    },
  ];
}

/** An entry of the registries file of a sensor, to fill in. */
export function registriesFile(registryUrl: string): string {
  const entry = { url: registryUrl, username: '…', passwordFile: 'registry-password' };
  return JSON.stringify({ registries: [entry] }, undefined, 2);
}

const openedElsewhere =
  'Open this page by an address that the sensor reaches, and it is shown here.';

/** What means another machine to everybody who hears it. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
