// The records that stand before an entry and correct its header: PAX key/value pairs and GNU long names.
import { invalidArchive, type TarExtension } from './tar-header.ts';

export interface TarCorrections {
  readonly path?: string;
  readonly linkPath?: string;
  readonly sizeBytes?: number;
  readonly userId?: number;
  readonly groupId?: number;
  readonly longName?: string;
  readonly longLink?: string;
  readonly sparse?: boolean;
}

export function readTarExtension(extension: TarExtension, body: Buffer): TarCorrections {
  switch (extension) {
    case 'pax':
      return paxCorrections(body);
    case 'long-name':
      return { longName: untilNul(body) };
    case 'long-link':
      return { longLink: untilNul(body) };
    case 'pax-global':
      // Runtimes do not apply these to the entries that follow.
      return {};
  }
}

function untilNul(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString('utf8', 0, end === -1 ? body.length : end);
}

// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html "pax Extended Header": "%d %s=%s\n"
function paxCorrections(body: Buffer): TarCorrections {
  const records = new Map<string, string>();
  for (let offset = 0; offset < body.length; ) {
    const space = body.indexOf(0x20, offset);
    const digits = body.toString('latin1', offset, Math.max(space, offset));
    const end = offset + Number(digits);
    const equals = body.indexOf(0x3d, space);
    const isWhole = /^\d{1,7}$/.test(digits) && end <= body.length && body[end - 1] === 0x0a;
    if (!isWhole || equals <= space + 1 || equals >= end) throw invalidArchive('PAX record');
    records.set(
      body.toString('utf8', space + 1, equals),
      body.toString('utf8', equals + 1, end - 1),
    );
    offset = end;
  }
  return correctionsOf(records);
}

function correctionsOf(records: ReadonlyMap<string, string>): TarCorrections {
  const path = nameIn(records, 'GNU.sparse.name') ?? nameIn(records, 'path');
  const linkPath = nameIn(records, 'linkpath');
  const size = records.get('size');
  if (size !== undefined && size !== '' && !/^\d{1,15}$/.test(size))
    throw invalidArchive('PAX size');
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined || size === '' ? {} : { sizeBytes: Number(size) }),
    ...ownerIn(records),
    sparse: [...records.keys()].some((key) => key.startsWith('GNU.sparse.')),
  };
}

/** An empty value takes the record back; runtimes refuse NUL. */
function nameIn(records: ReadonlyMap<string, string>, key: string): string | undefined {
  const value = records.get(key);
  if (value?.includes('\0')) throw invalidArchive(`PAX ${key}`);
  return value === '' ? undefined : value;
}

/** Ids beyond the room of a header. Nothing of the reading hangs on them. */
function ownerIn(records: ReadonlyMap<string, string>): Pick<TarCorrections, 'userId' | 'groupId'> {
  const [userId, groupId] = ['uid', 'gid'].map((key) => {
    const value = records.get(key) ?? '';
    return /^\d{1,10}$/.test(value) ? Number(value) : undefined;
  });
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(groupId === undefined ? {} : { groupId }),
  };
}
