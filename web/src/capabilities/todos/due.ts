/**
 * Due dates in words. The server's `due_date` carries the wall time in the zone of the account, so that its text
 * says the day and the time: nothing here depends on the zone of the machine.
 */

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 86_400_000;

/** What is needed of a todo to say when it is due. */
export interface Due {
  due_date: string | null;
  due_at: string | null;
}

/** The time, as far as due dates depend on it. */
export interface Moment {
  /** Now, as the server writes instants: to the second, so that the order of the texts is that of time. */
  now: string;
  /** The day in the person's zone. */
  today: string;
}

/** A moment, on that day of the person's. */
export function momentOf(now: number, today: string): Moment {
  return { now: `${new Date(now).toISOString().slice(0, 19)}Z`, today };
}

/** The day of a due date, `2026-11-23`. */
export function dayOf(due_date: string): string {
  return due_date.slice(0, 10);
}

/** The time of day of a due date, `17:00`; nothing for a whole day. */
export function timeOf(due_date: string): string | undefined {
  return due_date.length > 10 ? due_date.slice(11, 16) : undefined;
}

/** How it repeats, without the time of day where that stands beside it. */
export function repeatWords(repeat_words: string, due_date: string | null): string {
  const time = due_date && timeOf(due_date);
  return time ? repeat_words.replace(` at ${time}`, '') : repeat_words;
}

/** The day that is `days` after another. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** `Mon 23 Nov`, with the year where it is another than today's. */
export function dayName(day: string, today: string): string {
  const date = new Date(Date.parse(day));
  const words = `${WEEKDAYS[date.getUTCDay()] ?? ''} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
  return day.slice(0, 4) === today.slice(0, 4) ? words : `${words} ${day.slice(0, 4)}`;
}

/** `Today`, `Tomorrow`, `Yesterday`, or the day's name. */
export function dayWords(day: string, today: string): string {
  if (day === today) return 'Today';
  if (day === addDays(today, 1)) return 'Tomorrow';
  if (day === addDays(today, -1)) return 'Yesterday';
  return dayName(day, today);
}

/** `Today 17:00`, `Tomorrow`, `Mon 23 Nov 09:00`. */
export function dueWords(due_date: string, today: string): string {
  return [dayWords(dayOf(due_date), today), timeOf(due_date)].filter(Boolean).join(' ');
}


/** Whether its time, or its whole day, is over. */
export function isOver({ due_date, due_at }: Due, { now, today }: Moment): boolean {
  if (!due_date) return false;
  if (timeOf(due_date) === undefined) return dayOf(due_date) < today;
  return due_at !== null && due_at <= now;
}

/** The server's reading of a date, without the year where that is this one: `Mon 23 Nov 17:00`. */
export function shortReading(reading: string, year = new Date().getFullYear()): string {
  return reading.replace(` ${year}`, '').replace(/(\d\d:\d\d):\d\d/, '$1');
}
