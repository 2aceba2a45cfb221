import { capabilityOf } from '../../../lib/directory';
import { described } from './described';
import type { Subject, Subjects } from './subjects';
import { fieldsOf, idIn, nameIn } from './words';

/** What is known about a call, some of it only after a moment. */
export interface About {
  /** The id of what it is about, as the call gives it. */
  id?: string;
  /** What the call itself calls it. */
  name?: string;
  /** What the id stands for. */
  readonly subject?: Subject;
  /** Whether everything that can be found out has been, so that nothing moves any more. */
  readonly known: boolean;
  /** Whether the id has been looked up; with no subject then, there is no such thing any more. */
  readonly looked: boolean;
  /** What the operation does, in the server's words. */
  readonly does?: string;
}

/** The server's words are a help: nobody waits for them for longer than so many milliseconds. */
const PATIENCE = 1500;

/** Finds out what a call is about and does. What it returns is state. */
export function describe(subjects: Subjects, operation: string, input: unknown): About {
  const fields = fieldsOf(input);
  const id = idIn(fields);
  let subject = $state.raw<Subject>();
  let looked = $state(false);
  let does = $state<string>();
  let known = $state(false);
  void Promise.all([find(), tell()]).then(() => (known = true));

  async function find(): Promise<void> {
    // Whose capability tells nothing of its things, its ids stand for themselves.
    if (!id || !capabilityOf(operation)?.things) return;
    try {
      subject = await subjects.of(operation, id);
      looked = true;
    } catch {
      // Without an answer it is not known whether it is there: the id stands for itself.
    }
  }

  async function tell(): Promise<void> {
    const text = described(operation).then((words) => (does = words));
    await Promise.race([text, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }

  return {
    id,
    name: nameIn(fields),
    get subject() {
      return subject;
    },
    get known() {
      return known;
    },
    get looked() {
      return looked;
    },
    get does() {
      return does;
    },
  };
}
