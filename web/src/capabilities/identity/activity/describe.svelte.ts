import { asProblem } from '../../../lib/api';
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
  /** Whether the id has been looked up; with no subject then, there is no such thing any more. */
  readonly looked: boolean;
  /** What the operation does, in the server's words. */
  readonly does?: string;
}

/** Finds out what a call is about and does. What it returns is state. */
export function describe(subjects: Subjects, operation: string, input: unknown): About {
  const fields = fieldsOf(input);
  const id = idIn(fields);
  let subject = $state.raw<Subject>();
  let looked = $state(false);
  let does = $state<string>();
  // Whose capability tells nothing of its things, its ids stand for themselves.
  if (id && capabilityOf(operation)?.things) {
    subjects.of(operation, id).then(
      (found) => {
        subject = found;
        looked = true;
      },
      // Without an answer it is not known whether it is there: the id stands for itself.
      (error: unknown) => void asProblem(error),
    );
  }
  void described(operation).then((text) => (does = text));
  return {
    id,
    name: nameIn(fields),
    get subject() {
      return subject;
    },
    get looked() {
      return looked;
    },
    get does() {
      return does;
    },
  };
}
