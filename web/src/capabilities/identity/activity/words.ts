import type { Output } from '../../../lib/api';
import { capabilityOf } from '../../../lib/directory';

/** A recorded call. */
export type Entry = Output<'activity.list'>['items'][number];

/** Something done, as it is asked for ("delete a todo") and as it is told of ("deleted a todo"). */
interface Deed {
  todo: string;
  did: string;
}

/** Verbs of operations, before the thing that they are about. */
const VERBS: Record<string, [todo: string, did: string]> = {
  add: ['add', 'added'],
  create: ['make', 'made'],
  update: ['change', 'changed'],
  edit: ['edit', 'edited'],
  delete: ['delete', 'deleted'],
  remove: ['remove', 'removed'],
  restore: ['bring back', 'brought back'],
  restore_version: ['bring back an old version of', 'brought back an old version of'],
  archive: ['archive', 'archived'],
  complete: ['complete', 'completed'],
  uncomplete: ['reopen', 'reopened'],
  snooze: ['snooze', 'snoozed'],
  append_item: ['add an item to', 'added an item to'],
  toggle_item: ['tick an item of', 'ticked an item of'],
  read: ['mark as read', 'marked as read'],
};

/** Operations of this capability, which are about what people see under other names. */
const OWN: Record<string, [todo: string, did: string]> = {
  'tokens.create': ['add an integration', 'added an integration'],
  'tokens.update': ['change an integration', 'changed an integration'],
  'tokens.revoke': ['revoke an integration', 'revoked an integration'],
  'approvals.approve': ['approve a call', 'approved a call'],
  'approvals.deny': ['deny a call', 'denied a call'],
  'account.update': ['change your account', 'changed your account'],
  'account.change_password': ['change your password', 'changed your password'],
  'account.totp_begin': ['begin two-factor sign-in', 'began to switch two-factor sign-in on'],
  'account.totp_confirm': ['switch two-factor sign-in on', 'switched two-factor sign-in on'],
  'account.totp_disable': ['switch two-factor sign-in off', 'switched two-factor sign-in off'],
  'sessions.revoke': ['sign a browser out', 'signed a browser out'],
  'sessions.revoke_others': ['sign all other browsers out', 'signed all other browsers out'],
  'users.add': ['add a user', 'added a user'],
  'users.update': ['change a user', 'changed a user'],
  'users.remove': ['remove a user', 'removed a user'],
  'users.set_password': ["set a user's password", "set a user's password"],
};

/** "a todo", as its capability says it, or else by the name of the operation. */
function oneOf(operation: string): string {
  const said = capabilityOf(operation)?.things?.one;
  if (said) return said;
  const name = (operation.split('.')[0] ?? '').replace(/s$/, '').replaceAll('_', ' ');
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** An operation in plain words: `todos.delete` is to "delete a todo". What has no words keeps its name. */
export function deedOf(operation: string): Deed {
  const own = OWN[operation];
  if (own) return { todo: own[0], did: own[1] };
  const verb = VERBS[operation.slice(operation.indexOf('.') + 1)];
  if (verb) {
    const one = oneOf(operation);
    return { todo: `${verb[0]} ${one}`, did: `${verb[1]} ${one}` };
  }
  return { todo: `run ${operation}`, did: `ran ${operation}` };
}

/** Who made a call, for the person it was made for. */
export function whoOf(caller: string): string {
  if (caller === 'person') return 'You';
  if (caller === 'job') return 'Odysseus';
  return caller.replace(/^token:/, '');
}

/** What came of a call, as it is told: "deleted a todo", "wanted to delete a todo". */
export function told(entry: Entry): string {
  const deed = deedOf(entry.operation);
  if (entry.outcome === 'done') return deed.did;
  if (entry.outcome === 'started') return `began to ${deed.todo}`;
  if (entry.outcome === 'failed') return `tried to ${deed.todo}`;
  return `wanted to ${deed.todo}`;
}

/** The outcomes that say more than that it was done. */
export const OUTCOMES: Record<string, string> = {
  started: 'Not finished',
  asked: 'Asked you',
  refused: 'Refused',
  failed: 'Failed',
};

/** An input as fields; nothing where it is none, such as one that was cut. */
export function fieldsOf(input: unknown): Record<string, unknown> | undefined {
  if (typeof input === 'string') {
    try {
      return fieldsOf(JSON.parse(input));
    } catch {
      return undefined;
    }
  }
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : undefined;
}

/** The id of the one thing that an input is about. */
export function idIn(fields: Record<string, unknown> | undefined): string | undefined {
  return typeof fields?.id === 'string' && fields.id ? fields.id : undefined;
}

/** What an input itself calls its thing, where it names or makes one. */
export function nameIn(fields: Record<string, unknown> | undefined): string | undefined {
  const name = fields?.title ?? fields?.name ?? fields?.text;
  return typeof name === 'string' && name.trim() ? name.trim() : undefined;
}
