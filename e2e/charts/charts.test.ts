import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartCases } from './chart-cases.ts';
import { helm, lintChart, renderChart } from './helm.ts';
import { kubernetesSchemas, kubernetesSchemasAreMissing } from './kubernetes-schemas.ts';
import { podSpecOf, restrictedProblems } from './pod-security.ts';

const skip = helm === undefined ? 'helm is not installed: npm run peers:install' : false;
const check = kubernetesSchemasAreMissing === undefined ? kubernetesSchemas() : undefined;

for (const { chart, name, values } of chartCases) {
  test(`${chart} with ${name} passes the strict lint`, { skip }, async () => {
    const { code, stdout, stderr } = await lintChart(chart, values);

    assert.equal(code, 0, stdout + stderr);
  });

  test(`${chart} with ${name} renders only what Kubernetes knows`, {
    skip: skip || (kubernetesSchemasAreMissing ?? false),
  }, async () => {
    const manifests = await renderChart(chart, values);

    assert.deepEqual(
      manifests.flatMap((manifest) => check?.(manifest) ?? ['not checked']),
      [],
    );
  });

  test(`${chart} with ${name} keeps to Pod Security "restricted"`, { skip }, async () => {
    const pods = (await renderChart(chart, values)).flatMap((manifest) => {
      const pod = podSpecOf(manifest);
      return pod === undefined ? [] : [pod];
    });

    assert.ok(pods.length > 0);
    assert.deepEqual(pods.flatMap(restrictedProblems), []);
  });
}
