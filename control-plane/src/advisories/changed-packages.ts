// Which packages' advisories differ between two advisory files: new, gone, or saying something else.
import Database from 'better-sqlite3';
import type { ChangedPackage } from '../domain/findings/match-loop.ts';

const selectChanged = `
  SELECT new.ecosystem AS ecosystem, new.name AS packageName
  FROM main.package AS new
  LEFT JOIN before.package AS old ON old.ecosystem = new.ecosystem AND old.name = new.name
  WHERE old.digest IS NOT new.digest
  UNION ALL
  SELECT old.ecosystem, old.name
  FROM before.package AS old
  LEFT JOIN main.package AS new ON new.ecosystem = old.ecosystem AND new.name = old.name
  WHERE new.number IS NULL
  ORDER BY ecosystem, packageName
`;

export function changedPackages(oldPath: string, newPath: string): readonly ChangedPackage[] {
  const database = new Database(newPath, { readonly: true, fileMustExist: true });
  try {
    database.prepare<[string]>('ATTACH ? AS before').run(oldPath);
    return database.prepare<[], ChangedPackage>(selectChanged).all();
  } finally {
    database.close();
  }
}
