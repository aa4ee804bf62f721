// Both charts into a real cluster, where there is one: what renders and fits the schemas is also taken by its API server,
// and every object is gone after `helm uninstall`. Pods need not come up for that.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { type ChartName, chartFolder, helm, type Values } from './helm.ts';

/** Read by helm and kubectl. */
const environment = { KUBECONFIG: process.env['HARBORGUARD_TEST_KUBECONFIG'] ?? '' };
const skip = await clusterIsMissing();

const charts: readonly (readonly [ChartName, Values])[] = [
  ['harborguard-control-plane', { bootstrapKey: { value: 'hg_ak_test' } }],
  [
    'harborguard-sensor',
    { controlPlane: { url: 'https://harborguard.example.com' }, apiKey: { value: 'hg_ak_test' } },
  ],
];

for (const [chart, values] of charts) {
  test(`a cluster takes ${chart}, and gives everything back`, { skip }, async (t) => {
    const namespace = `harborguard-test-${randomBytes(4).toString('hex')}`;
    const run = (...args: readonly string[]) =>
      mustRun(helm ?? 'helm', ['--namespace', namespace, ...args], {
        ...{ input: JSON.stringify(values), environment },
      });
    t.after(() =>
      runCommand('kubectl', ['delete', 'namespace', namespace, '--wait=false'], { environment }),
    );

    const said = await run(
      'install',
      chart,
      chartFolder(chart),
      '--create-namespace',
      '--values=-',
    );
    const status = JSON.parse(await run('status', chart, '--output=json')) as {
      info: { status: string };
    };
    await run('uninstall', chart);

    assert.match(said, /See that it (?:works|comes up):/);
    assert.equal(status.info.status, 'deployed');
  });
}

/** A cluster is used only where somebody names it: a stray configuration of kubectl may lead anywhere. */
async function clusterIsMissing(): Promise<string | false> {
  if (helm === undefined) return 'helm is not installed: npm run peers:install';
  if (environment.KUBECONFIG === '') {
    return 'no cluster to try: name one by HARBORGUARD_TEST_KUBECONFIG';
  }
  if (missingPrograms(['kubectl']).length > 0) return 'kubectl is not installed';
  const { code } = await runCommand('kubectl', ['version', '--request-timeout=10s'], {
    environment,
  });
  return code === 0 ? false : 'the cluster of HARBORGUARD_TEST_KUBECONFIG does not answer';
}
