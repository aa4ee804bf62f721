// How a sensor is run, ready to paste. The key stands in a file or a secret wherever the tool has one.

const sensorImage = 'harborguard-sensor:0.1.0';

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
  return [
    {
      id: 'docker',
      title: 'docker run',
      text: [
        'docker run -d --name harborguard-sensor --restart unless-stopped \\',
        '  --read-only --cap-drop ALL --security-opt no-new-privileges \\',
        `  -e HARBORGUARD_URL=${controlPlaneUrl} \\`,
        `  -e HARBORGUARD_API_KEY=${apiKey} \\`,
        ...(isPlain ? ['  -e HARBORGUARD_ALLOW_PLAIN_HTTP=true \\'] : []),
        '  -v harborguard-sensor:/var/lib/harborguard \\',
        `  ${sensorImage}`,
      ].join('\n'),
      note: 'Dials out only. No Docker socket, no inbound port, no root.',
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
      note: 'The key lies in a Secret; workload identities of the cluster are used where there are some.',
    },
    {
      id: 'compose',
      title: 'Compose',
      text: [
        'services:',
        '  harborguard-sensor:',
        `    image: ${sensorImage}`,
        '    restart: unless-stopped',
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
  ];
}
