/** Figures for people. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes, in powers of ten: `1.4 GB`. */
export function bytes(count: number): string {
  const step = count < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** step;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1 })} ${UNITS[step]}`;
}

/** Memory that is counted in MiB, as GPUs do: `23.6 GiB`. */
export function gibi(mebi: number): string {
  return `${(mebi / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 })} GiB`;
}

/** How long something took or lasts: `12 s`, `4 min`, `3 h 20 min`, `5 d 2 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return both(hours, 'h', minutes % 60, 'min');
  return both(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const both = (first: number, unit: string, second: number, smaller: string) =>
  second ? `${first} ${unit} ${second} ${smaller}` : `${first} ${unit}`;
