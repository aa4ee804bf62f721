// The protocol of each supported version as it was released, field by field, against the schemas of today. Programs that
// were released check frames with those schemas: what they need must stay, and what is new they may do without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { protocolLines } from './frame-table.ts';
import { protocolVersion } from './link-limits.ts';

interface Field {
  readonly value: string;
  readonly required: string;
}

/** By direction, frame and field. */
function fieldsIn(lines: readonly string[]): ReadonlyMap<string, Field> {
  return new Map(
    lines.map((line) => {
      const cells = line.split(' | ');
      const [from, frame, field, ...rest] = cells;
      const required = rest.pop() ?? '';
      // A union lists the same field once for each of its kinds.
      const key = [from, frame, field].join(' ');
      return [key, { value: rest.join(' | '), required }] as const;
    }),
  );
}

function breaches(
  released: ReadonlyMap<string, Field>,
  today: ReadonlyMap<string, Field>,
): readonly string[] {
  const changed = [...released].flatMap(([key, then]) => {
    const now = today.get(key);
    if (now === undefined) return [`${key} is gone`];
    if (now.value !== then.value) return [`${key} was ${then.value} and is ${now.value}`];
    return now.required === then.required ? [] : [`${key} was required: ${then.required}`];
  });
  const added = [...today].flatMap(([key, { required }]) =>
    released.has(key) || required === 'no' || isOfNewPart(key, released)
      ? []
      : [`${key} is new and required`],
  );
  return [...changed, ...added];
}

/** Of a frame, or of an optional object within one, that was not there then: nobody is refused for lack of it. */
function isOfNewPart(key: string, released: ReadonlyMap<string, Field>): boolean {
  const [from, frame, field] = [
    key.split(' ').slice(0, -2),
    key.split(' ').at(-2),
    key.split(' ').at(-1) ?? '',
  ];
  const isNewFrame = ![...released.keys()].some((known) =>
    known.startsWith(`${[...from, frame].join(' ')} `),
  );
  const parent = field.replace(/(\[\])?\.[^.]*$/, '');
  const isNewObject = parent !== field && !released.has([...from, frame, parent].join(' '));
  return isNewFrame || isNewObject;
}

for (let version: number = protocolVersion.min; version <= protocolVersion.max; version += 1) {
  test(`a program that speaks protocol ${version} as it was released is understood, and understands`, () => {
    const path = new URL(`released-protocol-${version}.txt`, import.meta.url);
    const released = fieldsIn(readFileSync(path, 'utf8').trim().split('\n'));

    assert.ok(released.size > 200);
    assert.deepEqual(breaches(released, fieldsIn(protocolLines())), []);
  });
}

const released = fieldsIn([
  'from sensor | hello | name | text, at most 128 | yes',
  'from sensor | hello | mood | good, bad | no',
  'from sensor | hello | jobs | list: object | yes',
  'from sensor | hello | jobs[].id | uuid | yes',
]);

for (const { what, line, breach } of [
  {
    what: 'a field that became required',
    line: 'from sensor | hello | mood | good, bad | yes',
    breach: 1,
  },
  {
    what: 'a word that others do not know',
    line: 'from sensor | hello | mood | good, bad, odd | no',
    breach: 1,
  },
  {
    what: 'a tighter limit',
    line: 'from sensor | hello | name | text, at most 64 | yes',
    breach: 1,
  },
  {
    what: 'a new field that is required',
    line: 'from sensor | hello | jobs[].lane | text | yes',
    breach: 1,
  },
  {
    what: 'a new field that is not',
    line: 'from sensor | hello | jobs[].lane | text | no',
    breach: 0,
  },
  { what: 'a new frame', line: 'from sensor | thought | about | text | yes', breach: 0 },
  {
    what: 'a field of a new object',
    line: 'from sensor | hello | disk.free | integer | yes',
    breach: 0,
  },
]) {
  test(`${what} is ${breach === 0 ? 'no breach' : 'a breach'}`, () => {
    const today = new Map([...released, ...fieldsIn([line])]);

    assert.equal(breaches(released, today).length, breach);
  });
}

test('a field that is gone is a breach', () => {
  assert.equal(breaches(released, new Map([...released].slice(1))).length, 1);
});
