/** The points of a line through readings of 0 to 100, the latest at the right edge of a field that is `width` by `height`. */
export function points(readings: readonly number[], most: number, width: number, height: number): string {
  const step = width / (most - 1);
  const from = most - readings.length;
  return readings.map((percent, at) => `${round((from + at) * step)},${round(height - (percent / 100) * height)}`).join(' ');
}

const round = (value: number) => Math.round(value * 10) / 10;
