import type { Problem } from '../../../lib/api';

/** Why a machine could not be asked, in the server's words for programs. */
const KINDS = ['unreachable', 'unknown_host_key', 'changed_host_key', 'refused', 'no_shell', 'failed'] as const;
export type Kind = (typeof KINDS)[number];

/** Of which kind a problem with a machine is; nothing where it is none, such as when Odysseus itself is away. */
export const kindOf = (problem: Problem | undefined): Kind | undefined => KINDS.find((kind) => kind === problem?.more.facts?.trouble);

/** What it comes to, in a few words. */
export const HEADINGS: Record<Kind, string> = {
  unreachable: 'It does not answer',
  unknown_host_key: 'Odysseus has not met this machine yet',
  changed_host_key: 'This may be another machine',
  refused: 'It does not let Odysseus in',
  no_shell: 'It lets Odysseus in, and then nothing can be run there',
  failed: 'It cannot be asked',
};
