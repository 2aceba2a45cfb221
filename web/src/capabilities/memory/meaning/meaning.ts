import type { Input, Output } from '../../../lib/api';

/** What is set up about meaning, and how far its reading has come. */
export type Meaning = Output<'memory.meaning'>;
/** What can be set. */
export type MeaningInput = Input<'memory.set_meaning'>;

/** What a person fills in. Everything is text, as it stands in the fields. */
export interface Filled {
  by: Meaning['by'];
  folder: string;
  url: string;
  model: string;
  /** A new key; empty leaves the one that is there. */
  key: string;
  /** Whether the key that is there is to be taken away. */
  withoutKey: boolean;
  least: string;
}

/** The likeness that is asked for unless set otherwise. */
export const USUAL_LEAST = 0.3;

/** The form as it begins, from what is set up. */
export function filledWith(meaning: Meaning): Filled {
  return {
    by: meaning.by,
    folder: meaning.folder ?? '',
    url: meaning.url ?? '',
    model: meaning.model ?? '',
    key: '',
    withoutKey: false,
    least: String(meaning.least ?? USUAL_LEAST),
  };
}

/** What is sent. Only the fields of the chosen kind go along. */
export function inputOf(filled: Filled): MeaningInput {
  const { by } = filled;
  if (by === 'off') return { by };
  const least = filled.least.trim() ? Number(filled.least.replace(',', '.')) : undefined;
  if (by === 'folder') return { by, folder: filled.folder, least };
  const key = filled.key.trim() || (filled.withoutKey ? '' : undefined);
  return { by, url: filled.url, model: filled.model, least, ...(key === undefined ? {} : { api_key: key }) };
}

/** Where an address is, as far as it tells: on this machine, at home, elsewhere. */
export function leavesMachine(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  } catch {
    return false;
  }
}
