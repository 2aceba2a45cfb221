/** The time zones that the browser knows (ECMA-402, `Intl.supportedValuesOf`). */

/** Names of today of which browsers list the older ones only; both are understood everywhere. */
const NEWER = ['Asia/Ho_Chi_Minh', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Yangon', 'Europe/Kyiv', 'UTC'];

/** This machine's IANA time zone. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All IANA time zones by name. */
export function zones(): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), ...NEWER])].sort();
}

/** A name as people read it: `America / New York`. */
export function zoneLabel(zone: string): string {
  return zone.replaceAll('_', ' ').replaceAll('/', ' / ');
}

/** The zones that fit what was typed: every word begins a word of the name. */
export function zonesLike(text: string, all = zones()): string[] {
  const words = text.toLowerCase().split(/[\s/_,-]+/).filter(Boolean);
  const fits = (zone: string) => {
    const parts = zone.toLowerCase().split(/[/_-]/);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  };
  return all.filter(fits);
}

/** What the clocks show there: `17:05`, `GMT+1`. Nothing for what is no zone. */
export function clockIn(zone: string, at: number): { time: string; offset: string } | undefined {
  try {
    const format = new Intl.DateTimeFormat(undefined, { timeZone: zone, timeStyle: 'short' });
    const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' });
    const name = offset.formatToParts(at).find(({ type }) => type === 'timeZoneName');
    return { time: format.format(at), offset: name?.value ?? '' };
  } catch {
    return undefined;
  }
}
