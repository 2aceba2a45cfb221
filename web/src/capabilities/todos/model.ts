import type { Input, Output } from '../../lib/api';

/** A todo as the server tells it. */
export type Todo = Output<'todos.get'>;

/** A line of a checklist. */
export type Item = Todo['items'][number];

/** What an answer says of a change, beside the todo as it is now. */
export type Changed = Output<'todos.update'>;

/** What can be changed of a todo. */
export type Changes = Input<'todos.update'>;

/** What a new todo is made of. */
export type NewTodo = Input<'todos.add'>;

/** What was read in a sentence. */
export type Reading = Output<'todos.read_date'>;

/** The colours that the server knows by name. */
export const COLORS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;

/** What a todo is called where it has no title. */
export function nameOf(todo: Pick<Todo, 'title'>): string {
  return todo.title || 'Untitled';
}
