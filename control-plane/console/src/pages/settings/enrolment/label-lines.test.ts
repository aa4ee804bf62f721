import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsOf, labelWords } from './label-lines.ts';

test('labels are read one a line, with what stands behind the first =', () => {
  const labels = labelsOf('site = plant 7\n\nnote=a=b\n');

  assert.deepEqual(labels, { site: 'plant 7', note: 'a=b' });
  assert.deepEqual(labelWords(labels), ['site=plant 7', 'note=a=b']);
});

test('a line without a name is none', () => {
  assert.equal(labelsOf('site'), undefined);
  assert.equal(labelsOf('=plant'), undefined);
  assert.deepEqual(labelsOf(' '), {});
});
