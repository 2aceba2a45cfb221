import { api, done } from '../../lib/api';
import { Found } from './found.svelte';

/** Which todos are looked at. */
export type View = 'open' | 'done' | 'archived';

/** The view that an address names. */
export function viewOf(text: string | null): View {
  return text === 'done' || text === 'archived' ? text : 'open';
}

/** As many as are read at once. */
const PAGE = 100;

/** The done or the archived todos, perhaps of one label. */
export function listOf(view: Exclude<View, 'open'>, label: string | undefined): Found {
  const which = view === 'done' ? ({ section: 'done' } as const) : { archived: true };
  return new Found(
    (cursor, signal) => done(api.GET('/api/todos', { params: { query: { ...which, label, cursor, limit: PAGE } }, signal })),
    (todo) =>
      (view === 'archived' ? todo.archived : todo.completed && !todo.archived) && (!label || todo.label === label),
  );
}

/** The todos that words are found in, the best first. */
export function searchFor(words: string): Found {
  return new Found(
    (cursor, signal) => done(api.GET('/api/todos/search', { params: { query: { q: words, cursor, limit: PAGE } }, signal })),
    // What was found stays while it is changed, until the words are looked for again.
    (_, here) => here,
  );
}
