// What a tab remembers of whoever is signed in, forgotten together when they sign out.
const forgetters = new Set<() => void>();

export function whenForgotten(forget: () => void): void {
  forgetters.add(forget);
}

export function forgetTab(): void {
  for (const forget of forgetters) forget();
  try {
    sessionStorage.clear();
  } catch {
    // A browser may forbid it; then nothing was kept.
  }
}
