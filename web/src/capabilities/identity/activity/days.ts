/** Days as headings. Both are calendar days, `2026-11-23`, in the person's zone. */

const DAY = 24 * 60 * 60 * 1000;

/** `Today`, `Yesterday`, `Friday 20 November`, with the year where it is another one. */
export function dayName(date: string, today: string, locale?: string): string {
  // Calendar days compare in UTC, where each has 24 hours.
  const [at, now] = [Date.parse(date), Date.parse(today)];
  if (at === now) return 'Today';
  if (now - at === DAY) return 'Yesterday';
  const year = date.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year }).format(at);
}

/** Things in groups of the same day, in the order in which they come. */
export function byDay<T>(things: T[], dayOf: (thing: T) => string): { date: string; things: T[] }[] {
  const groups: { date: string; things: T[] }[] = [];
  for (const thing of things) {
    const date = dayOf(thing);
    const last = groups.at(-1);
    if (last?.date === date) last.things.push(thing);
    else groups.push({ date, things: [thing] });
  }
  return groups;
}
