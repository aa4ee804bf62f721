import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from './read-answer.ts';

test('text that turns its direction around, or hides, is shown with a mark in its place', () => {
  const text = JSON.stringify({ name: 'gnp.\u202eexe', path: ['a\u0000b', 'c\u2066d\u2069'] });

  assert.deepEqual(readAnswer(text), {
    name: 'gnp.\ufffdexe',
    path: ['a\ufffdb', 'c\ufffdd\ufffd'],
  });
});

test('names in every script stay what they are, and so do lines', () => {
  const names = ['قاعدة', 'データ', 'e\u0301tude', '👩‍🔬 lab', 'one\n\ttwo', 'a \\u202e b'];

  assert.deepEqual(readAnswer(JSON.stringify(names)), names);
});
