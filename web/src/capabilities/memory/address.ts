import { hides, type Filter } from './filter';

/** The address of a part of the memory: the present one, changed so. */
export function addressOf(filter: Filter, changes: Partial<Filter> = {}): string {
  const { q, category, pinned, order } = { ...filter, ...changes };
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (category) query.set('category', category);
  if (pinned) query.set('pinned', '1');
  if (order !== 'newest') query.set('order', order);
  const text = query.toString();
  return text ? `/memory?${text}` : '/memory';
}

/** The same without what hides something. */
export function withoutFilter(filter: Filter): string {
  return hides(filter) ? addressOf({ ...filter, q: '', category: undefined, pinned: false }) : addressOf(filter);
}
