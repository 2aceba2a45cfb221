import { api, asProblem, done } from '../../lib/api';
import { optimistically } from '../../lib/optimistic';
import { toasts } from '../../lib/toasts.svelte';
import { type Category, type Changes, excerpt, type Memory } from './model';
import { shelf } from './shelf.svelte';

/** What begins the id of a fact that the server has not answered for yet. */
const ON_ITS_WAY = 'new:';
let ways = 0;

/** Whether a fact is still on its way to the server. */
export function isOnItsWay(memory: Memory): boolean {
  return memory.id.startsWith(ON_ITS_WAY);
}

/** A fact to be remembered. */
export interface New {
  text: string;
  category: Category;
  pinned: boolean;
}

/**
 * Remembers something; it is shown at once. Answers the fact and whether it was known already, or throws
 * a {@link Problem}, and then it is off the page again.
 */
export async function remember(fact: New): Promise<{ memory: Memory; duplicate: boolean }> {
  const at = new Date().toISOString();
  const id = ON_ITS_WAY + ++ways;
  const whence = { source: 'user', origin: 'person', session_id: null, uses: 0, created_at: at, updated_at: at };
  if (!shelf.filter.q) shelf.put({ ...fact, ...whence, id });
  shelf.adding += 1;
  try {
    const { duplicate = false, ...memory } = await done(api.POST('/api/memory', { body: fact }));
    shelf.remove(id);
    if (!duplicate) shelf.put(memory);
    return { memory, duplicate };
  } catch (error) {
    shelf.remove(id);
    throw error;
  } finally {
    shelf.adding -= 1;
    shelf.soon();
  }
}

/** Sends changes of a fact and takes over how it is then. Throws a {@link Problem}. */
export async function send(id: string, changes: Changes): Promise<Memory> {
  const call = done(api.PATCH('/api/memory/{id}', { params: { path: { id } }, body: changes }));
  const memory = await shelf.changes.until(id, call);
  shelf.accept(memory);
  shelf.soon();
  return memory;
}

/** Applies changes on the page; the answer takes them back. */
function apply(memory: Memory, changes: Changes): () => void {
  const back = shelf.hold(memory.id);
  shelf.put({ ...memory, ...changes });
  return back;
}

/** Pins, unpins or sets the category, at once. */
export async function change(memory: Memory, changes: Changes): Promise<void> {
  await optimistically(() => apply(memory, changes), () => send(memory.id, changes));
}

/** Opens a fact for editing, with what was typed into it before. */
export function edit(memory: Memory): void {
  if (isOnItsWay(memory) || shelf.drafts.has(memory.id)) return;
  shelf.drafts.set(memory.id, { text: memory.text, base: memory.text });
}

/** Saves what was typed. When that fails, it opens again with it and says why. */
export async function save(memory: Memory, text: string): Promise<void> {
  const draft = shelf.drafts.get(memory.id);
  shelf.drafts.delete(memory.id);
  const wanted = text.trim();
  if (wanted === memory.text) return;
  const back = apply(memory, { text: wanted });
  try {
    await send(memory.id, { text: wanted });
  } catch (error) {
    back();
    const base = draft?.base ?? memory.text;
    shelf.drafts.set(memory.id, { text, base, problem: asProblem(error).sentence });
  }
}

/** Forgets a fact at once, and offers to take that back. */
export async function forget(memory: Memory): Promise<void> {
  const { id } = memory;
  const takeOff = () => {
    const back = shelf.hold(id);
    shelf.gone.add(id);
    shelf.remove(id);
    return () => {
      shelf.gone.delete(id);
      back();
    };
  };
  let back = () => {};
  const forgotten = await optimistically(
    () => (back = takeOff()),
    () => shelf.changes.until(id, done(api.DELETE('/api/memory/{id}', { params: { path: { id } } }))),
  );
  if (!forgotten) return;
  shelf.soon();
  const undo = async () => {
    await restore(id);
    back();
  };
  toasts.show(`Forgotten: “${excerpt(memory.text)}”`, { action: { label: 'Undo', run: undo } });
}

/** Brings a forgotten fact back from the trash. */
export async function restore(id: string): Promise<Memory> {
  const call = done(api.POST('/api/memory/trash/{id}/restore', { params: { path: { id } } }));
  const memory = await shelf.changes.until(id, call);
  shelf.gone.delete(id);
  shelf.accept(memory);
  shelf.soon();
  return memory;
}
