const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes for people, in units of 1,000: `1.4 MB`. */
export function bytes(count: number): string {
  const step = count < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** step;
  const unitDisplay = step === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay,
    maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1,
  }).format(value);
}
