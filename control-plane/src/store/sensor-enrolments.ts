// The enrolment tokens sensors came with, in SQL: by the key a sensor shows now, which takes over the token of the one before.
import type { Kysely } from 'kysely';
import type { Sensor, SensorEnrolment, SensorFilter } from '../domain/sensors/sensor.ts';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

/** Undefined: the filter says nothing of tokens. */
export async function enrolmentTokensOf(
  db: Kysely<Tables>,
  orgId: string,
  { enrolmentTokenId, label }: SensorFilter,
): Promise<readonly string[] | undefined> {
  if (enrolmentTokenId === undefined && label === undefined) return undefined;
  const rows = await db
    .selectFrom('enrolment_token')
    .select(['id', 'labels_json'])
    .where('org_id', '=', orgId)
    .$if(enrolmentTokenId !== undefined, (query) => query.where('id', '=', enrolmentTokenId ?? ''))
    .execute();
  return rows
    .filter(
      ({ labels_json: text }) => label === undefined || labelsIn(text)[label.name] === label.value,
    )
    .map(({ id }) => id);
}

export async function enrolmentsOf(
  db: Kysely<Tables>,
  orgId: string,
  sensors: readonly Sensor[],
): Promise<ReadonlyMap<string, SensorEnrolment>> {
  const byKey = new Map<string, SensorEnrolment>();
  const keyIds = [...new Set(sensors.map(({ keyId }) => keyId))];
  await inChunks(keyIds, async (chunk) => {
    const rows = await db
      .selectFrom('api_key')
      .innerJoin('enrolment_token', 'enrolment_token.id', 'api_key.enrolment_token_id')
      .select(['api_key.id as keyId', 'enrolment_token.id as tokenId'])
      .select(['enrolment_token.name as name', 'enrolment_token.labels_json as labels'])
      .where('api_key.org_id', '=', orgId)
      .where('enrolment_token.org_id', '=', orgId)
      .where('api_key.id', 'in', chunk)
      .execute();
    for (const { keyId, tokenId, name, labels } of rows) {
      byKey.set(keyId, { tokenId, name, labels: labelsIn(labels) });
    }
  });
  return new Map(
    sensors.flatMap(({ id, keyId }) => {
      const enrolment = byKey.get(keyId);
      return enrolment === undefined ? [] : [[id, enrolment] as const];
    }),
  );
}

function labelsIn(text: string): Readonly<Record<string, string>> {
  return JSON.parse(text) as Record<string, string>;
}
