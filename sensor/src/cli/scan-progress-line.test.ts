import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScanProgress } from './scan-progress-line.ts';

const mebibyte = 1024 * 1024;
const half = {
  ...{ layersDone: 1, layersRead: 1, layersTotal: 2 },
  ...{ bytesDone: 5 * mebibyte, bytesTotal: 10 * mebibyte },
};

function terminal(columns?: number) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, isTTY: true, write, ...(columns === undefined ? {} : { columns }) };
}

test('a terminal sees one line that is written over and taken away at the end', () => {
  const output = terminal();
  const { update, clear } = createScanProgress(output);

  update(half);
  clear();

  const erase = '\r\u001b[2K';
  assert.deepEqual(output.written, [
    `${erase}${'█'.repeat(12)}${'░'.repeat(12)} 1/2 layers, 5.0 of 10.0 MiB`,
    erase,
  ]);
});

test('a narrow terminal sees as much as fits without wrapping', () => {
  const output = terminal(20);

  createScanProgress(output).update(half);

  assert.equal(output.written[0]?.replace('\r\u001b[2K', '').length, 19);
});

test('a file or a pipe sees nothing', () => {
  const output = { ...terminal(), isTTY: false };
  const { update, clear } = createScanProgress(output);

  update(half);
  clear();

  assert.deepEqual(output.written, []);
});
