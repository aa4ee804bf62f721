// The doctor looks at the state folder: writable, and with room for an outbox and a layer cache.
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalConfig } from '../../config.ts';
import { type Finding, failed, ok } from './finding.ts';

const mebibyte = 1024 * 1024;
/** Below this an outbox fills up within a day without a control plane. */
const freeBytesMin = 256 * mebibyte;

export async function checkStateFolder({
  stateFolder,
}: Pick<LocalConfig, 'stateFolder'>): Promise<readonly Finding[]> {
  const check = 'state folder';
  try {
    await mkdir(stateFolder, { recursive: true, mode: 0o700 });
    const file = join(stateFolder, `.doctor-${process.pid}`);
    await writeFile(file, '');
    await rm(file);
    const { bavail, bsize } = await statfs(stateFolder);
    const says = `${stateFolder} is writable, ${Math.floor((bavail * bsize) / mebibyte)} MiB free`;
    return [bavail * bsize < freeBytesMin ? failed(check, 'DISK_FULL', says) : ok(check, says)];
  } catch {
    return [failed(check, 'FILE_UNREADABLE', `${stateFolder} cannot be written`)];
  }
}
