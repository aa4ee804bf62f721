// A picture of the browser with a palette of 256 colours in place of all there could be: a third of its size, and for
// pages of text and lines the same to the eye.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const coloursMax = 256;
/** Squared distance below which two colours are not told apart in a picture. */
const alike = 12;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each, in one number. */
  readonly colours: Uint32Array;
}

export function smallPng(picture: Buffer): Buffer {
  const { width, height, colours } = readPixels(picture);
  const palette = choosePalette(colours);
  const places = new Map<number, number>(palette.map((colour, place) => [colour, place]));
  const lines = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < colours.length; at += 1) {
    const colour = colours[at] ?? 0;
    let place = places.get(colour);
    if (place === undefined) {
      place = nearest(palette, colour);
      places.set(colour, place);
    }
    lines[at + Math.floor(at / width) + 1] = place;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits each, into a palette.
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** As Chromium writes it: eight bits a channel, not interlaced. */
function readPixels(picture: Buffer): Pixels {
  const width = picture.readUInt32BE(16);
  const height = picture.readUInt32BE(20);
  const channels = picture[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = signature.length; at < picture.length; ) {
    const length = picture.readUInt32BE(at);
    const kind = picture.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') parts.push(picture.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * channels, channels);
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at += 1) {
    const from = at * channels;
    colours[at] =
      ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  }
  return { width, height, colours };
}

/** Each line says which of its neighbours it was written against (PNG, section 9). */
function unfilter(filtered: Buffer, lineBytes: number, step: number): Uint8Array {
  const height = filtered.length / (lineBytes + 1);
  const bytes = new Uint8Array(lineBytes * height);
  for (let line = 0; line < height; line += 1) {
    const filter = filtered[line * (lineBytes + 1)] ?? 0;
    for (let at = 0; at < lineBytes; at += 1) {
      const to = line * lineBytes + at;
      const left = at < step ? 0 : (bytes[to - step] ?? 0);
      const above = line === 0 ? 0 : (bytes[to - lineBytes] ?? 0);
      const corner = at < step || line === 0 ? 0 : (bytes[to - lineBytes - step] ?? 0);
      const raw = filtered[line * (lineBytes + 1) + 1 + at] ?? 0;
      bytes[to] = raw + guess(filter, left, above, corner);
    }
  }
  return bytes;
}

function guess(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const sum = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) => Math.abs(sum - each)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** The most frequent first; of colours that look alike one. */
function choosePalette(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour);
  const palette: number[] = [];
  for (const colour of byCount) {
    if (palette.length === coloursMax) break;
    if (palette.every((each) => distance(each, colour) > alike)) palette.push(colour);
  }
  return palette;
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (const [place, each] of palette.entries()) {
    if (distance(each, colour) < distance(palette[best] ?? 0, colour)) best = place;
  }
  return best;
}

function distance(one: number, other: number): number {
  const [red, green, blue] = channelsOf(one);
  const [otherRed, otherGreen, otherBlue] = channelsOf(other);
  return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
}

function channelsOf(colour: number): readonly [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}
