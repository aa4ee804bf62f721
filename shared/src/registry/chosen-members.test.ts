import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenMembers } from './chosen-members.ts';

const member = (name: string, role = 'image') => {
  const [os = '', architecture = '', variant] = name.split('/');
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return { name, role, ...(name === 'unsaid' ? {} : { platform }) };
};
const members = [
  member('linux/amd64'),
  member('linux/arm64/v8'),
  member('linux/arm/v7'),
  member('unknown/unknown', 'attestation'),
];

const cases = [
  ['without a choice every image, and no attestation', undefined, 3],
  ['an empty choice is none', [], 3],
  ['one platform', ['linux/amd64'], ['linux/amd64']],
  ['a name without the variant', ['linux/arm64'], ['linux/arm64/v8']],
  ['a variant', ['linux/arm/v7', 'linux/arm/v6'], ['linux/arm/v7']],
  ['an index without any chosen platform is kept whole', ['linux/s390x'], 3],
] as const;
for (const [name, platforms, expected] of cases) {
  test(name, () => {
    const names = chosenMembers(members, platforms).map((one) => one.name);
    if (typeof expected === 'number') assert.equal(names.length, expected);
    else assert.deepEqual(names, expected);
  });
}

test('an image that does not say its platform is kept', () => {
  const names = chosenMembers([...members, member('unsaid')], ['linux/amd64']);
  assert.deepEqual(
    names.map((one) => one.name),
    ['linux/amd64', 'unsaid'],
  );
});
