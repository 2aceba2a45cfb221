import type { Agent, Person } from '../support';
import { FACTS, LONG, NOTES, PLAN, TODOS } from './texts';

/** Somebody's house as it is lived in: what the pictures show. */
export interface Lived {
  readonly document: string;
  readonly token: string;
  readonly approval: string;
}

/** Fills it through the API, as the person and as their agents. */
export async function liveIn(person: Person): Promise<Lived> {
  const claude = await person.agent(['todos:write=ask', 'memory:write', 'documents:write=ask'], 'Claude Agent');
  const codex = await person.agent(['documents:write', 'memory:read'], 'Codex Agent');
  for (const todo of TODOS) await person.api('POST', '/api/todos', todo);
  await done(person, 'Renew the passport');
  await agentsWork(claude);
  for (const fact of FACTS) await person.api('POST', '/api/memory', fact);
  for (const [title, content] of NOTES) await person.api('POST', '/api/documents', { title, content });
  const { id } = await person.api<{ id: string }>('POST', '/api/documents', { title: 'Two weeks in Ithaca', content: PLAN });
  await codex.call('POST', `/api/codex/documents/${id}/edit`, {
    edits: [{ find: 'Ask about the ferry.', replace: LONG }],
    summary: 'Ferries, with the times of this summer',
  });
  const asked = await asks(claude, 'Return the library books');
  const tokens = await person.api<{ id: string; name: string }[]>('GET', '/api/tokens');
  return { document: id, token: tokens.find(({ name }) => name === 'Claude Agent')?.id ?? '', approval: asked };
}

async function agentsWork(claude: Agent): Promise<void> {
  await claude.call('POST', '/api/codex/todos', { action: 'add', title: 'Book the dentist for Ada', due_date: 'tomorrow at 9:30am', label: 'Family' });
  for (const text of ['The children are Ada and Leo', 'The dentist is Dr Ito, mornings only']) {
    await claude.call('POST', '/api/codex/memory', { action: 'add', text, category: 'contact' });
  }
  await claude.call('POST', '/api/codex/memory', { action: 'add', text: 'Writes commit messages in the imperative', category: 'preference' });
}

async function done(person: Person, title: string): Promise<void> {
  const { id } = await person.api<{ id: string }>('POST', '/api/todos', { title });
  await person.api('POST', `/api/todos/${id}/complete`);
}

/** The agent wants to delete this todo, and has to ask. */
async function asks(claude: Agent, title: string): Promise<string> {
  const { body } = await claude.call<{ todos: { id: string; title: string }[] }>('GET', '/api/codex/todos');
  const id = body.todos.find((todo) => todo.title === title)?.id;
  const asked = await claude.call<{ approval_id: string }>('POST', '/api/codex/todos', { action: 'delete', id });
  if (asked.status !== 428) throw new Error(`the agent was not asked: ${asked.status} ${JSON.stringify(asked.body)}`);
  return asked.body.approval_id;
}
