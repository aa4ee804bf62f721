// The pull secrets that Kubernetes mounts as files: one directly in the folder, or each in a folder of its own. What cannot be
// read is passed over by name, since a secret of one team must not stop the others.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import { Check } from 'typebox/value';
import { type DockerLogin, DockerLoginSchema } from './docker-logins.ts';
import { readSecretFile } from './read-secret-file.ts';

export interface PullSecretLogin {
  readonly file: string;
  /** The address it is for, as written. */
  readonly key: string;
  readonly login: DockerLogin;
}

export interface PullSecrets {
  readonly fileCount: number;
  readonly logins: readonly PullSecretLogin[];
  /** Names a file or folder, for the entry of a file also its address; never a value. */
  readonly skipped: readonly { readonly place: string; readonly reason: string }[];
}

/** Far more than a pod mounts; a folder that holds more is some other folder. */
const folderCountMax = 256;

const modernNames = ['.dockerconfigjson', 'config.json'] as const;
/** The form before `auths`: the addresses stand at the top. */
const legacyName = '.dockercfg';

interface Reading {
  fileCount: number;
  readonly logins: PullSecretLogin[];
  readonly skipped: { place: string; reason: string }[];
}

/** Throws nothing: a folder that is not there is skipped like any other. */
export async function readPullSecrets(folder: string): Promise<PullSecrets> {
  const reading: Reading = { fileCount: 0, logins: [], skipped: [] };
  const names = await namesIn(folder, reading);
  for (const path of [folder, ...names.map((name) => join(folder, name))]) {
    for (const name of [...modernNames, legacyName]) {
      await takeFile(join(path, name), name === legacyName, reading);
    }
  }
  return reading;
}

async function namesIn(folder: string, reading: Reading): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    // Kubernetes keeps the versions of a secret in folders `..<time>` behind a link `..data`.
    const folders = entries.filter(
      (entry) => !entry.name.startsWith('..') && (entry.isDirectory() || entry.isSymbolicLink()),
    );
    if (folders.length > folderCountMax) {
      const reason = `${folders.length - folderCountMax} folders beyond ${folderCountMax} are not read`;
      reading.skipped.push({ place: folder, reason });
    }
    const names = folders.map(({ name }) => name).sort();
    return names.slice(0, folderCountMax);
  } catch (error) {
    reading.skipped.push({ place: folder, reason: systemReason(error) });
    return [];
  }
}

async function takeFile(file: string, isLegacy: boolean, reading: Reading): Promise<void> {
  const content = await contentOf(file, reading);
  if (content === undefined) return;
  reading.fileCount += 1;
  const parsed = parseJsonObject(Buffer.from(content));
  if (parsed.kind === 'invalid') {
    reading.skipped.push({ place: file, reason: 'is not a JSON object' });
    return;
  }
  const auths = isLegacy ? parsed.value : (parsed.value['auths'] ?? {});
  if (typeof auths !== 'object' || auths === null || Array.isArray(auths)) {
    reading.skipped.push({ place: file, reason: 'auths is not an object' });
    return;
  }
  for (const [key, login] of Object.entries(auths)) {
    if (Check(DockerLoginSchema, login)) reading.logins.push({ file, key, login });
    else reading.skipped.push({ place: `${file} (${shortened(key)})`, reason: 'is not a login' });
  }
}

/** Undefined for a file that is not there, and for what is no folder on the way to it. */
async function contentOf(file: string, reading: Reading): Promise<string | undefined> {
  try {
    return await readSecretFile(file);
  } catch (error) {
    if (!isHarborError(error)) throw error;
    const reason = String(error.details['reason']);
    if (reason !== 'ENOTDIR') reading.skipped.push({ place: file, reason });
    return undefined;
  }
}

function shortened(key: string): string {
  return key.length > 100 ? `${key.slice(0, 100)}…` : key;
}

function systemReason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
