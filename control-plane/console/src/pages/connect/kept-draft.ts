// What the tab keeps of the wizard over a reload. Nothing secret comes here.
const key = 'harborguard.connect';

/** Undefined forgets what was kept. */
export function keepFields(fields: object | undefined): void {
  try {
    if (fields === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(fields));
  } catch {
    // A browser may forbid it; then a reload begins anew.
  }
}

export function keptFields(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    // As above, or written by another version of this page.
    return {};
  }
}
