// Push events of hosted registries, with bodies of their shape and the proof each can give. For tests only.
import { bearer, described, hmac, iso, json, sentAs, type VendorSender } from './vendor-sender.ts';

export const cloudSenders: readonly VendorSender[] = [
  {
    ...described,
    name: 'Docker Hub',
    format: 'dockerhub',
    provider: 'DOCKER_HUB',
    url: 'docker.io',
    repository: 'team/app',
    namesDigest: false,
    send: ({ repository, tag, time }, secret) => ({
      ...sentAs(
        {
          callback_url: 'http://169.254.169.254/latest/meta-data/',
          push_data: { pushed_at: Math.floor(time / 1000), pusher: 'dev', tag, images: [] },
          repository: { repo_name: repository, namespace: 'team', name: 'app', is_private: true },
        },
        {},
      ),
      token: secret,
    }),
  },
  {
    ...described,
    name: 'ECR EventBridge',
    format: 'ecr',
    provider: 'AWS_ECR',
    url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) =>
      sentAs(
        {
          version: '0',
          id,
          'detail-type': 'ECR Image Action',
          source: 'aws.ecr',
          account: '123456789012',
          time: iso(time),
          region: 'eu-west-1',
          resources: [],
          detail: {
            result: 'SUCCESS',
            'repository-name': repository,
            'image-digest': digest,
            'action-type': 'PUSH',
            'image-tag': tag,
          },
        },
        bearer(secret),
      ),
  },
  {
    ...described,
    name: 'ECR reshaped to a CloudEvent',
    format: 'ecr',
    provider: 'AWS_ECR',
    url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) =>
      sentAs(
        {
          specversion: '1.0',
          id,
          type: 'com.amazon.ecr.image.push',
          source: 'urn:aws:ecr:eu-west-1:123456789012:repository/team/app',
          time: iso(time),
          data: { repositoryName: repository, imageTag: tag, imageDigest: digest },
        },
        { 'x-api-key': secret },
      ),
  },
  {
    ...described,
    name: 'Pub/Sub with a token in the address',
    format: 'gcr',
    provider: 'GOOGLE_GAR',
    url: 'europe-docker.pkg.dev',
    repository: 'project/images/app',
    send: ({ repository, tag, digest, id, time }, secret) => {
      const name = `europe-docker.pkg.dev/${repository}`;
      const notice = { action: 'INSERT', digest: `${name}@${digest}`, tag: `${name}:${tag}` };
      const data = Buffer.from(JSON.stringify(notice)).toString('base64');
      return {
        ...sentAs(
          {
            message: { data, messageId: id, publishTime: iso(time), attributes: {} },
            subscription: 'projects/project/subscriptions/push',
          },
          {},
        ),
        token: secret,
      };
    },
  },
  {
    ...described,
    name: 'the webhook of ACR',
    format: 'acr',
    provider: 'AZURE_ACR',
    url: 'team.azurecr.io',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) =>
      sentAs(
        {
          id,
          timestamp: iso(time),
          action: 'push',
          target: { mediaType: 'application/x', size: 524, digest, length: 524, repository, tag },
          request: { id: 'r', host: 'team.azurecr.io', method: 'PUT', useragent: 'docker' },
        },
        bearer(secret),
      ),
  },
  {
    ...described,
    name: 'Event Grid',
    format: 'acr',
    provider: 'AZURE_ACR',
    url: 'team.azurecr.io',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) => ({
      ...sentAs(
        [
          {
            id,
            topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/x',
            subject: 'team/app:1',
            eventType: 'Microsoft.ContainerRegistry.ImagePushed',
            eventTime: iso(time),
            data: {
              id: 'inner',
              action: 'push',
              target: { digest, repository, tag },
              request: { host: 'team.azurecr.io' },
            },
            dataVersion: '1.0',
          },
        ],
        { 'aeg-event-type': 'Notification' },
      ),
      token: secret,
    }),
  },
  {
    ...described,
    name: 'Event Grid with CloudEvents',
    format: 'acr',
    provider: 'AZURE_ACR',
    url: 'team.azurecr.io',
    repository: 'team/app',
    send: ({ repository, tag, digest, id, time }, secret) => ({
      ...sentAs(
        {
          specversion: '1.0',
          id,
          type: 'Microsoft.ContainerRegistry.ImagePushed',
          source: '/subscriptions/s',
          time: iso(time),
          data: { target: { digest, repository, tag }, request: { host: 'team.azurecr.io' } },
        },
        { 'content-type': 'application/cloudevents+json; charset=utf-8' },
      ),
      token: secret,
    }),
  },
  {
    ...described,
    name: 'GitHub',
    format: 'github',
    provider: 'GHCR',
    url: 'ghcr.io',
    repository: 'team/app',
    namesTime: false,
    isSigned: true,
    send: ({ tag, digest, id }, secret) => {
      const body = JSON.stringify({
        action: 'published',
        registry_package: {
          name: 'app',
          namespace: 'Team',
          owner: { login: 'Team' },
          package_type: 'CONTAINER',
          package_version: {
            id,
            version: digest,
            name: digest,
            container_metadata: { tag: { name: tag, digest }, manifest: { digest } },
            package_url: `ghcr.io/team/app:${tag}`,
          },
        },
      });
      return {
        body,
        headers: {
          ...json,
          'x-github-event': 'registry_package',
          'x-github-delivery': id,
          'x-hub-signature-256': `sha256=${hmac('sha256', secret, body)}`,
        },
      };
    },
  },
];
