import { type Category, categoryNamed } from './model';

/** What part of the memory is looked at. It is in the address. */
export interface Filter {
  /** Words or a question; empty for everything. */
  q: string;
  category?: Category;
  /** Only what is always in mind. */
  pinned: boolean;
  order: 'newest' | 'oldest';
}

/** The filter that an address asks for. */
export function filterOf(query: URLSearchParams): Filter {
  return {
    q: query.get('q')?.trim() ?? '',
    category: categoryNamed(query.get('category')),
    pinned: query.has('pinned'),
    order: query.get('order') === 'oldest' ? 'oldest' : 'newest',
  };
}

/** Whether a filter hides something. */
export function hides(filter: Filter): boolean {
  return filter.q !== '' || filter.category !== undefined || filter.pinned;
}
