import { api, asProblem, done } from '../../lib/api';
import { isoDay } from '../../lib/dates';
import { dueWords } from './due';
import { nameOf, type Changed, type NewTodo, type Reading, type Todo } from './model';
import { LiveReading, readDate } from './reading.svelte';
import { todos } from './todos.svelte';

let last = 0;

/** A todo as it will probably be, shown until the server has told how it is. */
function expected(input: NewTodo, reading: Reading | undefined): Todo {
  const at = new Date().toISOString();
  last += 1;
  return {
    id: `new:${last}`,
    title: input.title ?? '',
    content: null,
    items: [],
    note_type: 'note',
    color: null,
    label: input.label ?? null,
    pinned: false,
    archived: false,
    completed: false,
    completed_at: null,
    due_date: reading?.due_date ?? null,
    due_at: reading?.due_at ?? null,
    due_reading: reading?.due_reading ?? null,
    due_zone: null,
    overdue: false,
    repeat: reading?.repeat ?? null,
    repeat_words: reading?.repeat_words ?? null,
    source: 'user',
    session_id: null,
    image_url: null,
    created_at: at,
    updated_at: at,
  };
}

/** Whether a todo is only here yet. */
export function isExpected(id: string): boolean {
  return id.startsWith('new:');
}

/** What is being added: it stays while one looks at other pages. */
class Quick {
  text = $state('');
  /** The phrase that is not to be a date; its words stay in the title. */
  dismissed = $state<string>();
  /** Why the last one was not added. */
  problem = $state('');
  /** What came of the last one. */
  outcome = $state('');
  /** Those that were not added while the next one was already being typed. */
  failed = $state.raw<{ text: string; sentence: string }[]>([]);

  readonly live = new LiveReading((text, signal) => readDate(text, signal));

  /** The date that was read, unless the person does not want it, or has typed on into it. */
  readonly reading: Reading | undefined = $derived.by(() => {
    const reading = this.live.value;
    return this.#fits(reading, this.text) ? reading : undefined;
  });

  #fits(reading: Reading | undefined, text: string): boolean {
    const { phrase, start, end, due_date } = reading ?? {};
    if (!phrase || !due_date || start == null || end == null || phrase === this.dismissed) return false;
    return text.slice(start, end) === phrase;
  }

  /** The text was changed. */
  typed(text: string): void {
    this.text = text;
    this.problem = '';
    if (text) this.outcome = '';
    else this.dismissed = undefined;
    this.live.follow(text);
  }

  /** Does not take the phrase for a date. */
  dismiss(): void {
    this.dismissed = this.reading?.phrase ?? undefined;
  }

  /** Adds what is in the field, which is then free for the next one. Gives the todo, once the server has it. */
  async submit(label?: string): Promise<Changed | undefined> {
    const text = this.text.trim();
    if (!text) return undefined;
    const { dismissed } = this;
    const known = this.live.value;
    this.typed('');
    try {
      return await this.#send(text, label, dismissed, known);
    } catch (error) {
      const { sentence } = asProblem(error);
      if (this.text) {
        this.failed = [...this.failed, { text, sentence }];
      } else {
        this.typed(text);
        this.dismissed = dismissed;
        this.problem = sentence;
      }
      return undefined;
    }
  }

  /** Adds one that failed again. */
  async again(one: { text: string }): Promise<void> {
    this.failed = this.failed.filter((other) => other !== one);
    try {
      await this.#send(one.text, undefined, undefined, undefined);
    } catch (error) {
      this.failed = [...this.failed, { text: one.text, sentence: asProblem(error).sentence }];
    }
  }

  /** Adds each line as a todo of its own. */
  async addLines(lines: readonly string[], label?: string): Promise<void> {
    const left: string[] = [];
    for (const line of lines) {
      if (left.length) left.push(line);
      else await this.#send(line, label, undefined, undefined).catch((error: unknown) => {
        left.push(line);
        this.problem = asProblem(error).sentence;
      });
    }
    this.outcome = left.length ? '' : `Added ${lines.length} todos.`;
    this.failed = [...this.failed, ...left.map((text) => ({ text, sentence: this.problem }))];
  }

  async #send(text: string, label: string | undefined, dismissed: string | undefined, known: Reading | undefined): Promise<Changed> {
    // Typed faster than it was read: the date is read now, so that it does not end up in the title.
    const fresh = known && this.#whole(known, text) ? known : undefined;
    const row = expected({ title: fresh?.title ?? text, label }, dismissed ? undefined : fresh);
    todos.put(row);
    try {
      const adding = this.#read(text, fresh, dismissed).then((reading) => {
        const input: NewTodo = reading
          ? { title: reading.title, due_date: reading.phrase, label }
          : { title: text, label };
        return done(api.POST('/api/todos', { body: input }));
      });
      const changed = await todos.adding(adding);
      const { message: _message, due_note, duplicate, ...todo } = changed;
      todos.drop(row.id);
      todos.put(todo);
      this.outcome = told(changed, due_note, duplicate);
      return changed;
    } catch (error) {
      todos.drop(row.id);
      throw error;
    }
  }

  /** Whether a reading is one of this very text. */
  #whole({ phrase, start, end, title }: Reading, text: string): boolean {
    if (!phrase || start == null || end == null) return title === text;
    const rest = text.slice(0, start) + text.slice(end);
    return text.slice(start, end) === phrase && words(rest) === words(title);
  }

  async #read(text: string, known: Reading | undefined, dismissed: string | undefined): Promise<Reading | undefined> {
    const reading = known ?? (await readDate(text));
    return reading.phrase && reading.phrase !== dismissed ? reading : undefined;
  }
}

const words = (text: string): string => text.replaceAll(/\W+/gu, ' ').trim();

function told(todo: Changed, note: string | null | undefined, duplicate: boolean | undefined): string {
  const name = `“${nameOf(todo)}”`;
  if (duplicate) return `${name} is there already, due at the same time.`;
  const when = todo.due_date ? ` · ${dueWords(todo.due_date, isoDay(Date.now()))}` : '';
  return [`Added ${name}${when}.`, note].filter(Boolean).join(' ');
}

/** What is being added. */
export const quick = new Quick();
