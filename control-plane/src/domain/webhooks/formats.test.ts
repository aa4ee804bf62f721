import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebhookBody, WebhookFormat, WebhookRegistry } from './webhook.ts';
import { webhookReaders } from './webhook-readers.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const somewhere: WebhookRegistry = {
  provider: 'CUSTOM',
  host: 'registry.example.com',
  pathPrefix: '',
};

interface Case {
  readonly name: string;
  readonly format: WebhookFormat;
  readonly body: WebhookBody;
  readonly registry?: Partial<WebhookRegistry>;
  /** Undefined: no event. */
  readonly first: object | undefined;
}

function read({ format, body, registry }: Case) {
  const message = { headers: {}, body: new Uint8Array() };
  return webhookReaders[format].read(body, message, { ...somewhere, ...registry });
}

function ecr(changes: object, detail: object = {}) {
  return {
    source: 'aws.ecr',
    'detail-type': 'ECR Image Action',
    account: '123456789012',
    region: 'eu-west-1',
    detail: { 'repository-name': 'app', 'action-type': 'PUSH', result: 'SUCCESS', ...detail },
    ...changes,
  };
}

function github(found: object) {
  return {
    action: 'published',
    package: { name: 'App', owner: { login: 'Team' }, package_type: 'container', ...found },
  };
}

function harbor(resource: object, registry: string) {
  return {
    type: 'PUSH_ARTIFACT',
    event_data: { repository: { repo_full_name: registry }, resources: [resource] },
  };
}

const ecrHost = {
  provider: 'AWS_ECR',
  host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
} as const;
const jfrog = { domain: 'docker', event_type: 'pushed' };
const jfrogData = { repo_key: 'local', image_name: 'team/app', tag: '1' };
const nexus = {
  action: 'UPDATED',
  repositoryName: 'hosted',
  component: { format: 'docker', name: 'app', version: '1' },
};
const gcr = { provider: 'GOOGLE_GAR', host: 'eu-docker.pkg.dev' } as const;

const cases: readonly Case[] = [
  {
    name: 'ECR of another account is not of this registry',
    format: 'ecr',
    body: ecr({ account: '210987654321' }),
    registry: ecrHost,
    first: undefined,
  },
  {
    name: 'ECR of another region is not of this registry',
    format: 'ecr',
    body: ecr({ region: 'us-east-1' }),
    registry: ecrHost,
    first: undefined,
  },
  {
    name: 'ECR pushes by digest come without a tag',
    format: 'ecr',
    body: ecr({}, { 'image-digest': digest }),
    registry: ecrHost,
    first: { action: 'push', repository: 'app', digest },
  },
  {
    name: 'ECR image scans are no pushes',
    format: 'ecr',
    body: ecr({ 'detail-type': 'ECR Image Scan' }),
    first: undefined,
  },
  {
    name: 'GitHub children without a tag keep their digest, and a bare colon is no tag',
    format: 'github',
    body: github({
      package_version: { version: digest, package_url: 'ghcr.io/team/app:' },
    }),
    first: { action: 'push', repository: 'team/app', digest },
  },
  {
    name: 'GitHub packages of other kinds are no images',
    format: 'github',
    body: github({ package_type: 'npm' }),
    first: undefined,
  },
  {
    name: 'GitHub images may be called npm with the ecosystem docker',
    format: 'github',
    body: github({ package_type: 'npm', ecosystem: 'docker' }),
    first: { action: 'push', repository: 'team/app' },
  },
  {
    name: 'Harbor puts the digest where the tag would be',
    format: 'harbor',
    body: harbor({ tag: digest, digest }, 'project/app'),
    first: { action: 'push', repository: 'project/app', digest },
  },
  {
    name: 'Harbor connected below a project names what is in it',
    format: 'harbor',
    body: harbor({ tag: '1', digest }, 'project/app'),
    registry: { pathPrefix: '/project' },
    first: { action: 'push', repository: 'app', tag: '1', digest },
  },
  {
    name: 'Harbor connected below another project hears nothing of this one',
    format: 'harbor',
    body: harbor({ tag: '1', digest }, 'projects/app'),
    registry: { pathPrefix: '/project' },
    first: undefined,
  },
  {
    name: 'JFrog names images below the key of the repository',
    format: 'jfrog',
    body: { ...jfrog, data: jfrogData },
    first: { action: 'push', repository: 'local/team/app', otherwise: 'team/app', tag: '1' },
  },
  {
    name: 'JFrog with the key in the host names images without it',
    format: 'jfrog',
    body: { ...jfrog, data: jfrogData },
    registry: { host: 'team-local.jfrog.io' },
    first: { action: 'push', repository: 'team/app', tag: '1' },
  },
  {
    name: 'JFrog connected through a virtual repository names images without the key',
    format: 'jfrog',
    body: { ...jfrog, data: jfrogData },
    registry: { pathPrefix: '/artifactory/api/docker/virtual' },
    first: { action: 'push', repository: 'team/app', tag: '1' },
  },
  {
    name: 'JFrog events of other domains are no images',
    format: 'jfrog',
    body: { ...jfrog, domain: 'artifact', data: jfrogData },
    first: undefined,
  },
  {
    name: 'Nexus on a port or path of its own leaves open how the image is named',
    format: 'nexus',
    body: nexus,
    first: { action: 'push', repository: 'app', otherwise: 'hosted/app', tag: '1' },
  },
  {
    name: 'Nexus connected to another repository hears nothing of this one',
    format: 'nexus',
    body: nexus,
    registry: { pathPrefix: '/repository/other' },
    first: undefined,
  },
  {
    name: 'Nexus components of other formats are no images',
    format: 'nexus',
    body: { ...nexus, component: { ...nexus.component, format: 'maven2' } },
    first: undefined,
  },
  {
    name: 'Google names another host: not of this registry',
    format: 'gcr',
    body: { action: 'INSERT', tag: 'us-docker.pkg.dev/p/r/app:1' },
    registry: gcr,
    first: undefined,
  },
  {
    name: 'Google deletes a tag without naming a digest',
    format: 'gcr',
    body: { action: 'DELETE', tag: 'eu-docker.pkg.dev/p/r/app:1' },
    registry: gcr,
    first: { action: 'delete', repository: 'p/r/app', tag: '1' },
  },
  {
    name: 'Google connected below a project names what is in it',
    format: 'gcr',
    body: { action: 'INSERT', digest: `eu-docker.pkg.dev/p/r/app@${digest}`, tag: '1' },
    registry: { ...gcr, pathPrefix: '/p/r' },
    first: { action: 'push', repository: 'app', tag: '1', digest },
  },
  {
    name: 'ECR connected below a name names what is in it',
    format: 'ecr',
    body: ecr({}, { 'repository-name': 'team/app', 'image-tag': '1' }),
    registry: { ...ecrHost, pathPrefix: '/team' },
    first: { action: 'push', repository: 'app', tag: '1' },
  },
  {
    name: 'ECR speaks of a repository beside the name it is connected below',
    format: 'ecr',
    body: ecr({}, { 'repository-name': 'teams/app', 'image-tag': '1' }),
    registry: { ...ecrHost, pathPrefix: '/team' },
    first: undefined,
  },
  {
    name: 'Quay of old sends tags as an object',
    format: 'quay',
    body: { repository: 'team/app', updated_tags: { latest: 'id' } },
    first: { action: 'push', repository: 'team/app', tag: 'latest' },
  },
  {
    name: 'Azure deletes without a tag',
    format: 'acr',
    body: { action: 'delete', target: { repository: 'app', digest } },
    first: { action: 'delete', repository: 'app', digest },
  },
  {
    name: 'Azure of another registry is not of this one',
    format: 'acr',
    body: [
      {
        eventType: 'ImagePushed',
        data: { target: { repository: 'app', tag: '1' }, request: { host: 'other.azurecr.io' } },
      },
    ],
    registry: { provider: 'AZURE_ACR', host: 'team.azurecr.io' },
    first: undefined,
  },
  {
    name: 'Zot references may be digests',
    format: 'zot',
    body: {
      specversion: '1.0',
      type: 'zotregistry.image.deleted',
      data: { name: 'app', reference: digest },
    },
    first: { action: 'delete', repository: 'app', digest },
  },
  {
    name: 'Gitea deletes a version',
    format: 'gitea',
    body: {
      action: 'deleted',
      package: { type: 'container', name: 'app', version: digest, owner: { login: 'Team' } },
    },
    first: { action: 'delete', repository: 'team/app', digest },
  },
  {
    name: 'Distribution layers and mounts are no pushes',
    format: 'oci',
    body: {
      events: [
        {
          action: 'push',
          target: { repository: 'app', digest, mediaType: 'application/octet-stream' },
        },
        { action: 'mount', target: { repository: 'app', digest } },
      ],
    },
    first: undefined,
  },
];

for (const row of cases) {
  test(`${row.format}: ${row.name}`, () => {
    const reading = read(row);

    if (row.first === undefined) {
      assert.equal(reading.kind, 'ignored');
      return;
    }
    assert.ok(reading.kind === 'event', JSON.stringify(reading));
    assert.deepEqual(reading.deliveries[0], row.first);
  });
}

test('no reader stumbles over JSON of any other shape', () => {
  const odd: readonly unknown[] = [
    ...[null, 1, '', 'x', true, [], {}, [null], { a: 1 }],
    ...[{ events: {} }, { events: [null, 1, []] }, { data: null }, { message: { data: '%%%' } }],
    ...[{ type: '__proto__' }, { type: 'constructor' }, { action: 'toString', package: [] }],
  ];
  const names = ['events', 'data', 'event_data', 'repository', 'package', 'detail', 'push_data'];
  for (const format of Object.keys(webhookReaders) as WebhookFormat[]) {
    for (const value of odd) {
      for (const body of [...names.map((name) => ({ [name]: value, type: value })), [value]]) {
        const reading = read({ name: '', format, body, first: undefined });
        assert.notEqual(reading.kind, 'event', `${format} ${JSON.stringify(body)}`);
      }
    }
  }
});
