import ListTodo from '@lucide/svelte/icons/list-todo';
import type { Capability } from '../../lib/capability';

/** Todos, checklists and reminders. */
export const capability: Capability = {
  name: 'todos',
  pages: [{ path: '/todos', load: () => import('./TodosPage.svelte'), nav: { label: 'Todos', icon: ListTodo, order: 10, key: 't' } }],
};
