/** Instants for people, in the browser's language and the zone of the person's account. */

let zone: string | undefined;

/** Sets the zone in which everything is shown: the account's, not the machine's that happens to show it. */
export function showIn(timeZone: string): void {
  zone = timeZone;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, { timeZone: zone, ...options });
}

/** `23 Nov 2026, 17:00:05 CET`. */
export function exactly(at: string | number): string {
  return format({ dateStyle: 'medium', timeStyle: 'long' }).format(new Date(at));
}

/** `23 Nov 2026`. */
export function day(at: string | number): string {
  return format({ dateStyle: 'medium' }).format(new Date(at));
}

/** The calendar day of an instant in the person's zone, `2026-11-23`. */
export function isoDay(at: string | number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(at));
}

/** The hour of the person's day, 0 to 23. */
export function hourOf(at: string | number): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(new Date(at)));
}

/** `17:00`, or `5:00 PM` where that is the custom. */
export function clockTime(at: string | number): string {
  return format({ timeStyle: 'short' }).format(new Date(at));
}

/** `just now`, `5 minutes ago`, `in 2 hours`, `yesterday`; further away the day. */
export function relatively(at: string | number, now = Date.now()): string {
  const away = new Date(at).getTime() - now;
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const size = Math.abs(away);
  if (size < 45_000) return 'just now';
  if (size < 59.5 * MINUTE) return words.format(Math.round(away / MINUTE), 'minute');
  if (size < 22 * HOUR) return words.format(Math.round(away / HOUR), 'hour');
  if (size < 6.5 * DAY) return words.format(Math.round(away / DAY), 'day');
  return day(at);
}
