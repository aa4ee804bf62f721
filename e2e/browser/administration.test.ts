// What is done on the pages of settings, policies, registries and activity, what comes of it, and what each role is
// offered of it.
import { after, before } from 'node:test';
import { testAccess } from './administration/access.ts';
import {
  type AdministrationWorld,
  startAdministrationWorld,
} from './administration/administration-world.ts';
import { testNotifications } from './administration/notifications.ts';
import { testOpenStates } from './administration/open-states.ts';
import { testPolicies } from './administration/policies.ts';
import { testRegistryAndJobs } from './administration/registry-and-jobs.ts';
import { testRoles } from './administration/roles.ts';
import { testTrustAndRetention } from './administration/trust-and-retention.ts';
import { noBrowser } from './chromium.ts';

let world: AdministrationWorld | undefined;

before(async () => {
  if (noBrowser === false) world = await startAdministrationWorld();
});
after(async () => {
  await world?.close();
});

const started = (): AdministrationWorld => {
  if (world === undefined) throw new Error('the world is not there yet');
  return world;
};

testNotifications(started);
testTrustAndRetention(started);
testPolicies(started);
testRegistryAndJobs(started);
testAccess(started);
testRoles(started);
testOpenStates(started);
