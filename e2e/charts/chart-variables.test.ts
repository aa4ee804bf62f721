// Configuration, documentation and charts hold together: every variable is set by a value of the chart, or stands here
// with its reason; and no chart sets one that its program does not know.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { controlPlaneVariables } from '@harborguard/control-plane/control-plane-variables.ts';
import { sensorVariables } from '@harborguard/sensor/sensor-variables.ts';
import { chartCases } from './chart-cases.ts';
import { type ChartName, helm, renderChart } from './helm.ts';

const skip = helm === undefined ? 'helm is not installed: npm run peers:install' : false;

/** Not ours, but of what runs beneath the programs. */
const foreign = new Set(['NODE_EXTRA_CA_CERTS', 'MALLOC_ARENA_MAX', 'AWS_REGION', 'NODE_OPTIONS']);

const programs = [
  {
    chart: 'harborguard-sensor',
    container: 'sensor',
    variables: sensorVariables,
    withoutValue: {
      HARBORGUARD_ADVISORIES_TOKEN: 'of `scan` on the command line',
      HARBORGUARD_CACHE_DIR: 'of `scan` on the command line',
      HARBORGUARD_CA_FILE: 'caBundle trusts for every connection, this one for the link only',
      HARBORGUARD_DOCKER_CONFIG: 'registries.pullSecrets brings the logins of a cluster',
      HARBORGUARD_EXTERNAL_SCANNER_CACHE_DIR: 'the volume of the state folder holds the databases',
      OTEL_EXPORTER_OTLP_CERTIFICATE: 'caBundle is trusted for the collector too',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE:
        'a Secret of the operator, mounted and named by extraEnv',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: 'a Secret of the operator, mounted and named by extraEnv',
      OTEL_SDK_DISABLED: 'traces are off while there is no endpoint',
      OTEL_TRACES_EXPORTER: 'traces are off while there is no endpoint',
    },
  },
  {
    chart: 'harborguard-control-plane',
    container: 'control-plane',
    variables: controlPlaneVariables,
    withoutValue: {
      HARBORGUARD_SEAL_KEY_FILE: 'a mounted Secret is readable by its group, which is refused',
      HARBORGUARD_ADVISORIES_FILE: 'it lives on the volume',
      HARBORGUARD_CONSOLE_DIR: 'the image holds the console',
      OTEL_EXPORTER_OTLP_CERTIFICATE: 'caBundle is trusted for the collector too',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE:
        'a Secret of the operator, mounted and named by extraEnv',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: 'a Secret of the operator, mounted and named by extraEnv',
      OTEL_SDK_DISABLED: 'traces are off while there is no endpoint',
      OTEL_TRACES_EXPORTER: 'traces are off while there is no endpoint',
    },
  },
] as const;

for (const { chart, container, variables, withoutValue } of programs) {
  const known = Object.values(variables).map(({ name }) => name as string);

  test(`every variable of ${container} is a value of its chart, or has a reason not to be`, {
    skip,
  }, async () => {
    const set = await variablesSet(chart, container);

    assert.deepEqual(
      known.filter((name) => !set.has(name) && !set.has(`${name}_FILE`)).toSorted(),
      Object.keys(withoutValue).toSorted(),
    );
  });

  test(`${chart} sets no variable that ${container} does not know`, { skip }, async () => {
    const set = [...(await variablesSet(chart, container))];

    // The control plane hands those of the sensor on to its managed one.
    const names = new Set([
      ...[...known, ...Object.values(sensorVariables).map(({ name }) => name as string)],
    ]);
    assert.deepEqual(
      set.filter((name) => !names.has(name.replace(/_FILE$/, '')) && !names.has(name)),
      [],
    );
  });

  test(`every variable of ${container} stands in the documentation`, () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');

    assert.deepEqual(
      known.filter((name) => !page.includes(name)),
      [],
    );
  });
}

/** By any of the cases. */
async function variablesSet(chart: ChartName, name: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const one of chartCases) {
    if (one.chart !== chart) continue;
    for (const { kind, spec } of await renderChart(chart, one.values)) {
      if (kind !== 'StatefulSet') continue;
      for (const container of spec.template.spec.containers) {
        if (container.name !== name) continue;
        for (const variable of container.env) {
          if (!foreign.has(variable.name)) names.add(variable.name);
        }
      }
    }
  }
  return names;
}
