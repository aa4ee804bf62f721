// Metrics of both charts: off unless asked for, on one port, and for nobody but those who were named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helm, type Manifest, only, refusalOf, renderChart } from './helm.ts';

const skip = helm === undefined ? 'helm is not installed: npm run peers:install' : false;

const charts = [
  ['harborguard-control-plane', {}],
  [
    'harborguard-sensor',
    { controlPlane: { url: 'https://harborguard.example.com' }, apiKey: { value: 'hg_ak_test' } },
  ],
] as const;

for (const [chart, minimal] of charts) {
  test(`${chart} has no port for metrics unless they are asked for`, { skip }, async () => {
    const text = JSON.stringify(await renderChart(chart, minimal));

    assert.ok(!text.includes('metrics'));
    assert.ok(!text.includes('HARBORGUARD_METRICS_LISTEN'));
  });

  test(`${chart} listens for metrics where its policy and its service lead`, { skip }, async () => {
    const from = [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }];
    const manifests = await renderChart(chart, {
      ...minimal,
      metrics: { enabled: true, port: 9500, service: true, ingressFrom: from },
    });
    const { template } = only(manifests, 'StatefulSet')['spec'];
    const [container] = template.spec.containers;
    const service = metricsService(manifests);

    assert.ok(
      container.env.some(
        ({ name, value }: { name: string; value?: string }) =>
          name === 'HARBORGUARD_METRICS_LISTEN' && value === '0.0.0.0:9500',
      ),
    );
    assert.ok(portsOf(container.ports).includes('metrics 9500'));
    assert.equal(service['spec'].ports[0].targetPort, 'metrics');
    for (const [name, value] of Object.entries(service['spec'].selector)) {
      assert.equal(template.metadata.labels[name], value);
    }
    const rules = only(manifests, 'NetworkPolicy')['spec'].ingress;
    const rule = rules.find(({ ports }: { ports: { port: number }[] }) => ports[0]?.port === 9500);
    assert.deepEqual(rule.from, from);
  });

  test(`${chart} lets only its namespace scrape when nobody is named`, { skip }, async () => {
    const manifests = await renderChart(chart, { ...minimal, metrics: { enabled: true } });

    const rules = only(manifests, 'NetworkPolicy')['spec'].ingress;

    assert.deepEqual(rules.at(-1).from, [{ podSelector: {} }]);
    assert.equal(rules.at(-1).ports[0].port, 9464);
  });

  test(`${chart} has a monitor that finds its service and nothing else`, { skip }, async () => {
    const manifests = await renderChart(chart, {
      ...minimal,
      metrics: {
        ...{ enabled: true, service: true },
        serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
      },
    });
    const monitor = only(manifests, 'ServiceMonitor');
    const { matchLabels } = monitor['spec'].selector;
    const found = manifests.filter(
      ({ kind, metadata }) =>
        kind === 'Service' &&
        Object.entries(matchLabels).every(([name, value]) => metadata.labels?.[name] === value),
    );

    assert.deepEqual(found, [metricsService(manifests)]);
    assert.equal(monitor.metadata.labels?.['release'], 'prometheus');
    assert.equal(monitor['spec'].endpoints[0].port, 'metrics');
  });

  test(`${chart} refuses a monitor without its service and says what to do`, {
    skip,
  }, async () => {
    const values = { ...minimal, metrics: { enabled: true, serviceMonitor: { enabled: true } } };

    assert.ok(
      (await refusalOf(chart, values)).includes('needs metrics.enabled and metrics.service'),
    );
  });
}

function metricsService(manifests: readonly Manifest[]): Manifest {
  const service = manifests.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name.endsWith('-metrics'),
  );
  assert.ok(service);
  return service;
}

function portsOf(ports: readonly { name: string; containerPort: number }[]): readonly string[] {
  return ports.map(({ name, containerPort }) => `${name} ${containerPort}`);
}
