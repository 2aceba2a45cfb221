import Bot from '@lucide/svelte/icons/bot';
import KeyRound from '@lucide/svelte/icons/key-round';
import Plug from '@lucide/svelte/icons/plug';
import SquareTerminal from '@lucide/svelte/icons/square-terminal';
import type { Component } from 'svelte';

/** What a token is for. */
export type KindName = 'claude' | 'codex' | 'mcp' | 'other';

/** A kind of integration, as it is offered. */
export interface Kind {
  name: KindName;
  label: string;
  /** What it is, for those who choose. */
  text: string;
  icon: Component<{ size?: number | string }>;
}

/** What can be connected. */
export const kinds: Kind[] = [
  { name: 'claude', label: 'Claude Agent', text: 'Claude Code, with the Odysseus skill in ~/.claude', icon: Bot },
  { name: 'codex', label: 'Codex Agent', text: 'Codex, with the Odysseus plugin in ~/plugins', icon: SquareTerminal },
  { name: 'mcp', label: 'MCP client', text: 'Cursor, VS Code, Claude, or any other that speaks MCP', icon: Plug },
  { name: 'other', label: 'Other token', text: 'For a script or program of your own', icon: KeyRound },
];

/** The kind of that name. */
export function kindNamed(name: string | null): Kind | undefined {
  return kinds.find((kind) => kind.name === name);
}

/** The kind of a token. It is nowhere kept: its name tells, and only the icon hangs on it. */
export function kindOf(tokenName: string): Kind {
  const name = tokenName.toLowerCase();
  const found = kinds.find((kind) => name.includes(kind.name)) ?? (/cursor|vs ?code|zed/.test(name) ? kindNamed('mcp') : undefined);
  return found ?? (kinds.at(-1) as Kind);
}

/** A name for a new token that none has yet: `Claude Agent`, `Claude Agent 2`. */
export function freeName(label: string, taken: string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? label : `${label} ${number}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}
