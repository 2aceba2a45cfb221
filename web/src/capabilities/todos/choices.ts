/** A choice of a time: how it is called, and the words that the server reads. */
export interface Choice {
  label: string;
  words: string;
}

/** In the evening it is too late for "this evening", and late at night for "in three hours". */
const EVENING = 17;
const LATE = 21;

/** Until when a reminder can be put off with one press, at this hour of the person's day. */
export function snoozeChoices(hour: number): Choice[] {
  return [
    { label: 'In an hour', words: 'in 1 hour' },
    ...(hour < LATE ? [{ label: 'Later today', words: 'in 3 hours' }] : []),
    ...(hour < EVENING ? [{ label: 'This evening', words: 'this evening' }] : []),
    { label: 'Tomorrow morning', words: 'tomorrow at 9am' },
    { label: 'Next week', words: 'next monday at 9am' },
  ];
}

/** When a todo can be due with one press, at this hour of the person's day. */
export function dueChoices(hour: number): Choice[] {
  return [
    ...(hour < LATE ? [{ label: 'Later today', words: 'in 3 hours' }] : []),
    ...(hour < EVENING ? [{ label: 'This evening', words: 'this evening' }] : []),
    { label: 'Tomorrow', words: 'tomorrow' },
    { label: 'This weekend', words: 'this weekend' },
    { label: 'Next week', words: 'next monday' },
  ];
}
