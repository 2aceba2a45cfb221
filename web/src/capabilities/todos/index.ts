import ListTodo from '@lucide/svelte/icons/list-todo';
import Plus from '@lucide/svelte/icons/plus';
import { api, done } from '../../lib/api';
import type { Capability, Hit } from '../../lib/capability';
import { offer } from '../../lib/notices';
import { go } from '../../lib/router.svelte';
import { count } from './count.svelte';

/** Todos, checklists and reminders. */
export const capability: Capability = {
  name: 'todos',
  pages: [
    {
      path: '/todos',
      load: () => import('./TodosPage.svelte'),
      nav: { label: 'Todos', icon: ListTodo, order: 10, key: 't', count: () => count.value },
    },
  ],
  commands: [
    { label: 'Add a todo', words: 'new reminder task note', icon: Plus, keys: 'c', run: () => go('/todos?add=1') },
    { label: 'Show done todos', words: 'completed', icon: ListTodo, run: () => go('/todos?view=done') },
    { label: 'Show archived todos', words: 'archive', icon: ListTodo, run: () => go('/todos?view=archived') },
  ],
  search: { label: 'Todos', find },
  trash: {
    label: 'Todos',
    list: (cursor) => done(api.GET('/api/todos/trash', { params: { query: { cursor } } })),
    restore: (id) => done(api.POST('/api/todos/trash/{id}/restore', { params: { path: { id } } })),
  },
  things: {
    one: 'a todo',
    find: async (id) => {
      const { title } = await done(api.GET('/api/todos/{id}', { params: { path: { id } } }));
      return { title: title || 'Untitled', href: `/todos?open=${encodeURIComponent(id)}` };
    },
  },
  firstSteps: [
    {
      order: 20,
      icon: ListTodo,
      title: 'Add your first todo',
      text: 'Write it as you would say it, with its date, and Odysseus reminds you.',
      action: { label: 'Add a todo', href: '/todos?add=1' },
      done: async () => (await done(api.GET('/api/todos', { params: { query: { limit: 1 } } }))).total > 0,
    },
  ],
  start,
};

async function find(q: string, signal: AbortSignal): Promise<Hit[]> {
  const { items } = await done(api.GET('/api/todos/search', { params: { query: { q, limit: 8 } }, signal }));
  return items.map(({ id, title, due_reading, completed, archived }) => ({
    title: title || 'Untitled',
    detail: [archived ? 'archived' : completed ? 'done' : '', due_reading].filter(Boolean).join(' · ') || undefined,
    href: `/todos?open=${id}`,
  }));
}

function start(): void {
  count.start();
  offer('reminder.due', ({ data }) => {
    const id = todoIn(data);
    if (!id) return [];
    return [
      { label: 'Done', method: 'POST', path: `/api/todos/${id}/complete` },
      { label: 'Snooze for an hour', method: 'POST', path: `/api/todos/${id}/snooze`, body: { until: 'in 1 hour' } },
    ];
  });
}

/** The todo that a reminder is about. */
function todoIn(data: unknown): string | undefined {
  const id = typeof data === 'object' && data !== null && 'todo_id' in data ? data.todo_id : undefined;
  return typeof id === 'string' ? encodeURIComponent(id) : undefined;
}
