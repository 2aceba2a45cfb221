import type { Shortcut } from '../../lib/keyboard.svelte';
import { pin, undoLast } from './acts';
import type { Todo } from './model';
import type TodoList from './TodoList.svelte';

/** What the keys of the page act on. */
interface Page {
  add: () => void;
  search: () => void;
  list: () => ReturnType<typeof TodoList> | undefined;
  open: (id: string) => void;
  remove: (todo: Todo) => void;
  isOpen: () => boolean;
  close: () => void;
}

/** The keys of the page. */
export function shortcuts(page: Page): Shortcut[] {
  const focused = () => page.list()?.focused();
  /** Buttons have a use for Space themselves. */
  const onTitle = () => document.activeElement?.hasAttribute('data-title') ?? false;
  const inList = () => focused() !== undefined;
  const act = (run: (todo: Todo) => unknown) => () => {
    const todo = focused();
    if (todo) run(todo);
  };
  const toggle = act((todo) => page.list()?.toggle(todo));
  const step = (by: number) => () => void page.list()?.step(by);
  const shift = (by: -1 | 1) => act((todo) => page.list()?.shift(todo, by));
  return [
    { keys: 'n', label: 'Add a todo', run: page.add },
    { keys: '/', label: 'Search todos', run: page.search },
    { keys: 'j', label: 'Next todo', run: step(1) },
    { keys: 'k', label: 'Previous todo', run: step(-1) },
    { keys: 'ArrowDown', label: 'Next todo', run: step(1), when: onTitle },
    { keys: 'ArrowUp', label: 'Previous todo', run: step(-1), when: onTitle },
    { keys: 'Enter', label: 'Open the todo', run: act(({ id }) => page.open(id)), when: onTitle },
    { keys: 'e', label: 'Edit the todo', run: act(({ id }) => page.open(id)), when: inList },
    { keys: ' ', label: 'Complete the todo', run: toggle, when: onTitle },
    { keys: 'x', label: 'Complete the todo', run: toggle, when: inList },
    { keys: 's', label: 'Snooze the todo', run: () => page.list()?.press('snooze'), when: inList },
    { keys: 'p', label: 'Pin the todo', run: act(pin), when: inList },
    { keys: '#', label: 'Delete the todo', run: act(page.remove), when: inList },
    { keys: 'Delete', label: 'Delete the todo', run: act(page.remove), when: inList },
    { keys: 'alt+ArrowUp', label: 'Move up (without a date)', run: shift(-1), when: onTitle },
    { keys: 'alt+ArrowDown', label: 'Move down (without a date)', run: shift(1), when: onTitle },
    { keys: 'Escape', label: 'Close the todo', run: page.close, when: page.isOpen },
    { keys: 'u', label: 'Undo the last change', run: () => void undoLast() },
  ];
}
