import type { Category } from './model';

/** What is being typed to be remembered. It outlives the page. */
class Line {
  text = $state('');
  category = $state<Category>('fact');
  pinned = $state(false);
}

/** What is being typed to be remembered. */
export const line = new Line();
