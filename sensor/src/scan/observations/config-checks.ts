// The image checks of the CIS Docker Benchmark that can be decided from an image's configuration, history and
// packages alone.
import { observe } from '@harborguard/shared/observations/observation-rules.ts';
import type { ImageConfig } from '@harborguard/shared/oci/parse-image-config.ts';
import type { ImageFacts, Package } from '@harborguard/shared/protocol/inventory.ts';
import type { Observation } from '@harborguard/shared/protocol/observation.ts';

const rootUsers = ['', '0', 'root'];
const baseNameLabel = 'org.opencontainers.image.base.name';
const baseDigestLabel = 'org.opencontainers.image.base.digest';

export interface CheckedImage {
  readonly config: ImageConfig;
  readonly facts: ImageFacts;
  readonly packages: readonly Package[];
  /** Steps of the history that seem to come from the base: its owner is the one to mend them. */
  readonly baseSteps: number;
}

export function configChecks(image: CheckedImage): readonly Observation[] {
  return [...userChecks(image.facts), ...packageChecks(image.packages), ...historyChecks(image)];
}

function* userChecks(facts: ImageFacts): Iterable<Observation> {
  const user = facts.user?.split(':', 1)[0] ?? '';
  if (rootUsers.includes(user)) {
    yield observe('runs-as-root', { place: facts.user ? `user ${facts.user}` : 'no user is set' });
  }
  if (facts.healthcheck === false) yield observe('no-healthcheck', {});
  if (facts.exposedPorts.some((port) => /^22(?:\/tcp)?$/.test(port))) {
    yield observe('ssh-port', { place: 'port 22' });
  }
  const base = facts.labels[baseNameLabel];
  if (base !== undefined && base !== '' && facts.labels[baseDigestLabel] === undefined) {
    const name = base.slice(base.lastIndexOf('/') + 1);
    const isFixed = name.includes('@') || (name.includes(':') && !name.endsWith(':latest'));
    if (!isFixed) yield observe('latest-base', { place: `label ${baseNameLabel}` });
  }
}

function* packageChecks(packages: readonly Package[]): Iterable<Observation> {
  const sudo = packages.find(
    ({ type, name }) => name === 'sudo' && ['deb', 'apk', 'rpm'].includes(type),
  );
  if (sudo !== undefined) yield observe('sudo-installed', { layer: sudo.layer });
}

const update = /\b(?:apt(?:-get)?|apk|yum|dnf|microdnf|zypper)\s+(?:-\S+\s+)*(?:update|refresh)\b/;
const install = /\b(?:install|add|upgrade|dist-upgrade|full-upgrade|dnf\s+-y\s+update)\b/;
/** For yum and dnf, `update` is the upgrade itself. */
const upgradingUpdate = /\b(?:yum|dnf|microdnf)\s/;
/** As Docker and BuildKit write it. The file system of a base image is added to the root. */
const add = /^(?:\/bin\/sh -c #\(nop\)\s+)?ADD\s/;
const addToRoot = /\s(?:in\s+)?\/\s*(?:#|$)/;

function* historyChecks({ config, baseSteps }: CheckedImage): Iterable<Observation> {
  for (const [step, { createdBy }] of config.history.entries()) {
    if (step < baseSteps) continue;
    const place = `history step ${step + 1}`;
    const isUpdate = update.test(createdBy) && !upgradingUpdate.test(createdBy);
    if (isUpdate && !install.test(createdBy)) yield observe('update-alone', { place });
    if (add.test(createdBy) && !addToRoot.test(createdBy)) {
      yield observe('add-instruction', { place });
    }
  }
}
