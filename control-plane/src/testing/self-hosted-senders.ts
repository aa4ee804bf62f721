// Push events of registries on hosts of one's own, with the proof each can give. For tests only.
import {
  bearer,
  described,
  hmac,
  iso,
  json,
  type PushedImage,
  sentAs,
  type VendorSender,
} from './vendor-sender.ts';

function distributionEvents({ repository, tag, digest, id, time }: PushedImage) {
  const at = { timestamp: iso(time), action: 'push', request: { host: 'elsewhere.example:5000' } };
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  return {
    events: [
      {
        ...at,
        id: `${id}-layer`,
        target: { mediaType: 'application/octet-stream', digest, repository },
      },
      {
        ...at,
        id,
        target: { mediaType, size: 708, digest, repository, tag, url: 'http://169.254.169.254/' },
      },
      { ...at, id: `${id}-pull`, action: 'pull', target: { mediaType, digest, repository, tag } },
    ],
  };
}

export const selfHostedSenders: readonly VendorSender[] = [
  {
    ...described,
    name: 'Distribution 2',
    format: 'oci',
    provider: 'CUSTOM',
    url: 'registry.example.com',
    repository: 'team/app',
    send: (image, secret) =>
      sentAs(distributionEvents(image), {
        ...bearer(secret),
        'content-type': 'application/vnd.docker.distribution.events.v1+json',
      }),
  },
  {
    ...described,
    name: 'GitLab with Distribution 3',
    format: 'gitlab',
    provider: 'GITLAB',
    url: 'registry.gitlab.example.com:5050',
    repository: 'group/project/app',
    send: (image, secret) =>
      sentAs(distributionEvents(image), {
        authorization: secret,
        'content-type': 'application/vnd.docker.distribution.events.v2+json',
      }),
  },
  {
    ...described,
    name: 'Harbor',
    format: 'harbor',
    provider: 'HARBOR',
    url: 'harbor.example.com',
    repository: 'project/team/app',
    send: ({ repository, tag, digest, time }, secret) =>
      sentAs(
        {
          type: 'PUSH_ARTIFACT',
          occur_at: Math.floor(time / 1000),
          operator: 'dev',
          event_data: {
            resources: [{ digest, tag, resource_url: `evil.example/${repository}:${tag}` }],
            repository: { name: 'team/app', namespace: 'project', repo_full_name: repository },
          },
        },
        bearer(secret),
      ),
  },
  {
    ...described,
    name: 'Harbor with CloudEvents',
    format: 'harbor',
    provider: 'HARBOR',
    url: 'harbor.example.com',
    repository: 'project/team/app',
    send: ({ repository, tag, digest, id, time }, secret) =>
      sentAs(
        {
          specversion: '1.0',
          id,
          source: '/projects/1/webhook/policies/1',
          type: 'harbor.artifact.pushed',
          time: iso(time),
          operator: 'dev',
          data: {
            resources: [{ digest, tag, resource_url: `harbor.example.com/${repository}:${tag}` }],
            repository: { repo_full_name: repository },
          },
        },
        { authorization: secret, 'content-type': 'application/cloudevents+json' },
      ),
  },
  {
    ...described,
    name: 'JFrog with payload signing',
    format: 'jfrog',
    provider: 'JFROG',
    url: 'team.jfrog.io',
    repository: 'docker-local/app',
    namesTime: false,
    isSigned: true,
    send: ({ tag, digest }, secret) => {
      const body = JSON.stringify(jfrogEvent(tag, digest));
      return { body, headers: { ...json, 'x-jfrog-event-auth': hmac('sha256', secret, body) } };
    },
  },
  {
    ...described,
    name: 'JFrog with the secret in clear',
    format: 'jfrog',
    provider: 'JFROG',
    url: 'team.jfrog.io',
    repository: 'docker-local/app',
    namesTime: false,
    send: ({ tag, digest }, secret) =>
      sentAs(jfrogEvent(tag, digest).data, { 'x-jfrog-event-auth': secret }),
  },
  {
    ...described,
    name: 'Quay',
    format: 'quay',
    provider: 'QUAY',
    url: 'quay.io',
    repository: 'team/app',
    namesDigest: false,
    namesTime: false,
    send: ({ repository, tag }, secret) => ({
      ...sentAs(
        {
          repository,
          namespace: 'team',
          name: 'app',
          docker_url: `quay.io/${repository}`,
          homepage: 'https://quay.io/repository/team/app',
          updated_tags: [tag],
        },
        {},
      ),
      token: secret,
    }),
  },
  {
    ...described,
    name: 'Nexus',
    format: 'nexus',
    provider: 'NEXUS',
    url: 'https://nexus.example.com/repository/docker-hosted',
    repository: 'team/app',
    namesDigest: false,
    isSigned: true,
    send: ({ repository, tag, id, time }, secret) => {
      const body = JSON.stringify({
        timestamp: iso(time).replace('Z', '+0000'),
        nodeId: 'n',
        initiator: 'dev/10.0.0.1',
        repositoryName: 'docker-hosted',
        action: 'CREATED',
        component: { id: 'c', componentId: 'd', format: 'docker', name: repository, version: tag },
      });
      return {
        body,
        headers: {
          'content-type': 'application/json; charset=UTF-8',
          'x-nexus-webhook-id': 'rm:repository:component',
          'x-nexus-webhook-delivery': id,
          'x-nexus-webhook-signature': hmac('sha1', secret, body),
        },
      };
    },
  },
  {
    ...described,
    name: 'Zot with the event in headers',
    format: 'zot',
    provider: 'ZOT',
    url: 'zot.example.com',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) =>
      sentAs(
        { name: repository, reference: tag, digest, mediaType: 'application/x', manifest: '{}' },
        {
          authorization: `Basic ${Buffer.from(`harborguard:${secret}`).toString('base64')}`,
          'ce-id': id,
          'ce-source': 'zotregistry.dev',
          'ce-type': 'zotregistry.image.updated',
          'ce-time': iso(time),
          'ce-specversion': '1.0',
        },
      ),
  },
  {
    ...described,
    name: 'Zot with the event in one document',
    format: 'zot',
    provider: 'ZOT',
    url: 'zot.example.com',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) =>
      sentAs(
        {
          specversion: '1.0',
          id,
          source: 'zotregistry.dev',
          type: 'zotregistry.image.updated',
          time: iso(time),
          data: { name: repository, reference: tag, digest },
        },
        { ...bearer(secret), 'content-type': 'application/cloudevents+json' },
      ),
  },
  {
    ...described,
    name: 'Gitea',
    format: 'gitea',
    provider: 'GITEA',
    url: 'git.example.com',
    repository: 'team/app',
    namesDigest: false,
    namesTime: false,
    isSigned: true,
    send: ({ tag, id, time }, secret) => {
      const body = JSON.stringify({
        action: 'created',
        package: {
          id: 7,
          owner: { login: 'Team' },
          type: 'container',
          name: 'app',
          version: tag,
          created_at: iso(time),
          html_url: 'https://git.example.com/Team/-/packages/container/app/1',
          note: id,
        },
        sender: { login: 'dev' },
      });
      return {
        body,
        headers: {
          ...json,
          'x-gitea-event': 'package',
          'x-gitea-delivery': id,
          'x-gitea-signature': hmac('sha256', secret, body),
        },
      };
    },
  },
];

function jfrogEvent(tag: string, digest: string) {
  return {
    domain: 'docker',
    event_type: 'pushed',
    data: {
      repo_key: 'docker-local',
      event_type: 'pushed',
      path: `app/${tag}/manifest.json`,
      name: 'manifest.json',
      sha256: digest.slice('sha256:'.length),
      size: 949,
      image_name: 'app',
      tag,
      image_type: 'docker',
      platforms: [],
    },
    subscription_key: 'harborguard',
    jpd_origin: 'https://team.jfrog.io',
    source: 'dev',
  };
}
