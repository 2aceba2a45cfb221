// What stands in the pictures of docs/screenshots.

const DAY = 24 * 60 * 60_000;

/** A day some days away, at nine in the morning. */
const daysAway = (days: number) => `${new Date(Date.now() + days * DAY).toISOString().slice(0, 10)}T09:00`;

/** Todos; those without a date are seen last. */
export const TODOS = [
  { title: 'Think of a present for Leo', label: 'Family' },
  { title: 'Read “The Sea Around Us”', label: 'Books' },
  {
    title: 'Pack for Ithaca',
    pinned: true,
    due_date: 'today at 11:45pm',
    color: 'blue',
    items: [
      { text: 'Tickets and passports', done: true },
      { text: 'Sun cream' },
      { text: 'The good knife' },
    ],
  },
  { title: 'Water the plants', due_date: 'every saturday at 10am', label: 'Home' },
  { title: 'Pay the rent', due_date: 'every month on the 1st at 9am', label: 'Home', color: 'green' },
  { title: 'Send the tax papers to Nora', due_date: daysAway(4) },
  { title: 'Call the harbour office', due_date: daysAway(2) },
  { title: 'Bread, olives, lemons', due_date: 'today at 11:30pm', label: 'Home' },
  { title: 'Return the library books', due_date: daysAway(-2), label: 'Books', color: 'red' },
];

/** What the person wrote down about themselves. */
export const FACTS = [
  { text: 'Prefers short answers with the reason first', category: 'preference', pinned: true },
  { text: 'Allergic to walnuts', category: 'fact', pinned: true },
  { text: 'Lives in Berlin, works three days a week', category: 'identity' },
  { text: 'Finish the boat before the summer', category: 'goal' },
  { text: 'The boat is a 1974 dinghy called Nausicaa', category: 'fact' },
  { text: 'Drives an old Volvo; the garage is Weber on Hauptstraße', category: 'fact' },
];

/** Documents: title and text. */
export const NOTES: [string, string][] = [
  ['Sailing log', '# Sailing log\n\n## 12 October\nForce 4 from the west. Reefed early, and was glad of it.\n'],
  ['Lentil soup', '# Lentil soup\n\n- 300 g lentils\n- 2 carrots\n- Lemon, at the end\n'],
  ['Letter to the landlord', 'Dear Mrs Brandt,\n\nthe heating in the kitchen has been cold since Monday.\n'],
  ['Books to read', '# Books to read\n\n1. The Sea Around Us\n2. The Odyssey, once more\n'],
  ['Reading group', '# Reading group\n\nFirst Thursday of the month, at Nora’s.\n'],
  ['Boat: what is left', '# Boat: what is left\n\n- [x] Sand the hull\n- [x] New shrouds\n- [ ] Varnish\n- [ ] Trailer lights\n'],
  ['backup.sh', '#!/bin/sh\nset -eu\nrsync -a --delete "$HOME/photos/" /mnt/attic/photos/\n'],
  ['Household numbers', '| What | Per month |\n|---|---|\n| Rent | 1,180 € |\n| Power | 64 € |\n'],
  ['Questions for the notary', '# Questions for the notary\n\nWho signs for the garden?\n'],
  ['Garden plan', '# Garden plan\n\nBeans along the south wall, as last year.\n'],
  ['Interview notes', '# Interview notes\n\n> The best tools disappear.\n'],
];

/** The document in the picture. */
export const PLAN = `# Two weeks in Ithaca

*12 to 26 June, with Ada and Leo*

## Getting there

Ask about the ferry.

## Where we stay

The house above **Kioni**, with the terrace. Key from Mrs Raptis, who also knows who rents boats.

| Days | Place | Paid |
|---|---|---|
| 12–19 | Kioni | yes |
| 19–26 | Vathy | half |

## To do there

- [x] Book the house
- [ ] Walk to the Fountain of Arethusa
- [ ] A day on the water, wind permitting

> Keep Ithaca always in your mind, and do not hurry the journey.
`;

/** What the agent found out about the ferry. */
export const LONG = 'Night train to Bari, then the ferry: it leaves at **19:30**, and calls at *Sami*. From there a small boat goes over twice a day, at 9:15 and 16:40.';
