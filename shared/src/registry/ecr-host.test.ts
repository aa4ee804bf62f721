import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEcrHost } from './ecr-host.ts';

const account = '123456789012';

for (const [host, region, fips, dualStack] of [
  [`${account}.dkr.ecr.eu-west-1.amazonaws.com`, 'eu-west-1', false, false],
  [`${account}.dkr.ecr.eu-west-1.amazonaws.com:443`, 'eu-west-1', false, false],
  [`${account}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, 'us-gov-west-1', true, false],
  [`${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'cn-north-1', false, false],
  [`${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, 'eusc-de-east-1', false, false],
  [`${account}.dkr-ecr.us-west-2.on.aws`, 'us-west-2', false, true],
  [`${account}.dkr-ecr-fips.us-gov-east-1.on.aws`, 'us-gov-east-1', true, true],
  [`${account}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`, 'cn-north-1', false, true],
  [`${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, 'us-iso-east-1', false, false],
] as const) {
  test(`${host} names its account, region and kind of endpoint`, () => {
    assert.deepEqual(parseEcrHost(host), { kind: 'private', account, region, fips, dualStack });
  });
}

for (const host of ['public.ecr.aws', 'Ecr-Public.aws.com:443']) {
  test(`${host} is the public registry`, () => {
    assert.deepEqual(parseEcrHost(host), { kind: 'public' });
  });
}

for (const host of [
  `${account}.dkr.ecr.eu-west-1.amazonaws.com.fake.example.com`,
  '1234.dkr.ecr.eu-west-1.amazonaws.com',
  `evil-${account}.dkr.ecr.eu-west-1.amazonaws.com`,
  'public.ecr.aws.example.com',
  'ecr.aws',
]) {
  test(`${host} is not Amazon's`, () => assert.equal(parseEcrHost(host), undefined));
}
