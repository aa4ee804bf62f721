// The rules of what is observed in passing: how grave each is, what it says and what to do about it. Configuration
// and permission rules carry the number of the CIS Docker Benchmark (1.6, section 4 and 5) they stand for.
import type { Observation, ObservationKind, ObservationSeverity } from '../protocol/observation.ts';

export interface ObservationRule {
  readonly kind: ObservationKind;
  readonly severity: ObservationSeverity;
  readonly title: string;
  readonly remedy: string;
  /** Section of the CIS Docker Benchmark. */
  readonly cis?: string;
}

const rotate = 'revoke it, then build the image without it, for instance with a build secret';

function secret(severity: ObservationSeverity, title: string): ObservationRule {
  return { kind: 'secret', severity, title, remedy: rotate, cis: '4.10' };
}

export const observationRules = {
  'private-key': secret('high', 'A private key'),
  'encrypted-private-key': secret('low', 'A private key under a passphrase'),
  'aws-access-key': secret('critical', 'An AWS access key with its secret'),
  'github-token': secret('critical', 'A GitHub token'),
  'gitlab-token': secret('critical', 'A GitLab token'),
  'npm-token': secret('critical', 'An npm token'),
  'pypi-token': secret('critical', 'A PyPI token'),
  'slack-token': secret('high', 'A Slack token'),
  'slack-webhook': secret('medium', 'The address of a Slack webhook'),
  'stripe-key': secret('critical', 'A live Stripe key'),
  'google-api-key': secret('high', 'A Google API key'),
  'docker-auth': secret('critical', 'Credentials of a registry'),
  netrc: secret('high', 'A password in a .netrc file'),
  pgpass: secret('high', 'A password in a .pgpass file'),
  'git-credentials': secret('high', 'A password in a .git-credentials file'),
  'secret-variable': secret('high', 'A value in a variable named like a secret'),
  'setuid-file': {
    kind: 'permission',
    severity: 'low',
    title: 'A file that runs with the rights of its owner or group',
    remedy: 'remove the file or take the bit away (chmod a-s)',
    cis: '4.8',
  },
  'world-writable-file': {
    kind: 'permission',
    severity: 'medium',
    title: 'A system file that everybody may change',
    remedy: 'take the right away (chmod o-w)',
  },
  'runs-as-root': {
    kind: 'configuration',
    severity: 'medium',
    title: 'Runs as root',
    remedy: 'create a user and name it with USER',
    cis: '4.1',
  },
  'no-healthcheck': {
    kind: 'configuration',
    severity: 'low',
    title: 'No HEALTHCHECK',
    remedy: 'add one, unless the orchestrator checks the container itself',
    cis: '4.6',
  },
  'update-alone': {
    kind: 'configuration',
    severity: 'low',
    title: 'A step that only updates the package lists',
    remedy: 'update and install in the same step: the update alone is cached and grows old',
    cis: '4.7',
  },
  'add-instruction': {
    kind: 'configuration',
    severity: 'low',
    title: 'ADD where COPY would do',
    remedy: 'use COPY: ADD also fetches addresses and unpacks archives',
    cis: '4.9',
  },
  'sudo-installed': {
    kind: 'configuration',
    severity: 'low',
    title: 'sudo is installed',
    remedy: 'leave it out; name the user with USER instead',
    cis: '4.3',
  },
  'ssh-port': {
    kind: 'configuration',
    severity: 'medium',
    title: 'The port of SSH is exposed',
    remedy: 'leave the SSH server out of the image',
    cis: '5.7',
  },
  'latest-base': {
    kind: 'configuration',
    severity: 'low',
    title: 'Built from a base without a fixed tag',
    remedy: 'name the base by version or digest',
    cis: '4.2',
  },
} as const satisfies Readonly<Record<string, ObservationRule>>;

export type ObservationRuleId = keyof typeof observationRules;

/** Undefined for rules of a newer sensor. */
export function observationRule(id: string): ObservationRule | undefined {
  const rules: Readonly<Record<string, ObservationRule>> = observationRules;
  return Object.hasOwn(rules, id) ? rules[id] : undefined;
}

/** An observation of the rule, at the place given. */
export function observe(
  rule: ObservationRuleId,
  place: Omit<Observation, 'kind' | 'rule' | 'severity'>,
): Observation {
  const { kind, severity } = observationRules[rule];
  return { kind, rule, severity, ...place };
}

/** Where it was seen, in one line for people. */
export function observedAt(one: Observation): string {
  const file = one.path && (one.line === undefined ? one.path : `${one.path}:${one.line}`);
  const rights = one.mode && `mode ${one.mode}, owner ${one.owner ?? 'unknown'}`;
  const removed =
    one.removedInLayer === undefined
      ? undefined
      : `deleted in layer ${one.removedInLayer}, still in the image`;
  const layer = one.layer === undefined ? undefined : `layer ${one.layer}`;
  return [file, one.place, layer, rights, removed, one.detail]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}
