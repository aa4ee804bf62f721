// The memory of another process as the kernel counts it. Linux only, as the benches that use it are.
import { readFileSync, writeFileSync } from 'node:fs';

const kibibyte = 1024;

export function residentBytes(pid: number): number {
  return statusField(pid, 'VmRSS');
}

/** The most it ever had since its start, or since `resetPeak`. */
export function peakResidentBytes(pid: number): number {
  return statusField(pid, 'VmHWM');
}

export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function statusField(pid: number, name: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  if (kibibytes === undefined) throw new Error(`the kernel does not tell ${name} of ${pid}`);
  return Number(kibibytes) * kibibyte;
}
