/** The time zones that the browser knows (ECMA-402, `Intl.supportedValuesOf`). */

/** This machine's IANA time zone. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All IANA time zones by name. */
export function zones(): string[] {
  return Intl.supportedValuesOf('timeZone');
}
