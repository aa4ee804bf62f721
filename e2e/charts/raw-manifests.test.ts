import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { helm, type Manifest } from './helm.ts';
import { kubernetesSchemas, kubernetesSchemasAreMissing } from './kubernetes-schemas.ts';
import { podSpecOf, restrictedProblems } from './pod-security.ts';
import { rawManifests, renderRaw } from './raw-manifests.ts';

for (const { chart, path } of rawManifests) {
  const text = readFileSync(path, 'utf8');
  const manifests = () => parseAllDocuments(text).map((document) => document.toJS() as Manifest);

  test(`the manifests of ${chart} are those of its chart: npm run kubernetes:render`, {
    skip: helm === undefined ? 'helm is not installed: npm run peers:install' : false,
  }, async () => {
    assert.equal(text, await renderRaw(chart));
  });

  test(`the manifests of ${chart} are what Kubernetes knows, and restricted`, {
    skip: kubernetesSchemasAreMissing ?? false,
  }, () => {
    const check = kubernetesSchemas();

    const problems = manifests().flatMap((manifest) => {
      const pod = podSpecOf(manifest);
      return [...check(manifest), ...(pod === undefined ? [] : restrictedProblems(pod))];
    });

    assert.deepEqual(problems, []);
    assert.doesNotMatch(text, /helm/i);
  });
}
