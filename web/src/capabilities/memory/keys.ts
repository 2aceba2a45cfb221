import type { Shortcut } from '../../lib/keyboard.svelte';
import { change, edit, forget } from './actions';
import type { Memory } from './model';
import { picks } from './picks.svelte';
import { focusRow, isOnRow, neighbour, step } from './rows';
import { shelf } from './shelf.svelte';

/** The keys of the memory page. */
export function shortcuts(to: { add: () => void; search: () => void }): Shortcut[] {
  const onCurrent = (act: (memory: Memory) => void) => () => {
    const memory = shelf.shown.find((item) => item.id === shelf.current);
    if (memory) act(memory);
  };
  const remove = (memory: Memory) => {
    const next = neighbour(memory.id);
    void forget(memory);
    if (next) void focusRow(next);
  };
  return [
    { keys: 'c', label: 'Remember something', run: to.add },
    { keys: 'n', label: 'Remember something', run: to.add },
    { keys: '/', label: 'Search the memory', run: to.search },
    { keys: 'j', label: 'Next fact', run: () => void step(1) },
    { keys: 'k', label: 'Previous fact', run: () => void step(-1) },
    { keys: 'e', label: 'Edit the fact', run: onCurrent(edit) },
    { keys: 'Enter', label: 'Edit the fact', run: onCurrent(edit), when: isOnRow },
    { keys: 'p', label: 'Always in mind, or not', run: onCurrent((memory) => void change(memory, { pinned: !memory.pinned })) },
    { keys: 'x', label: 'Pick the fact', run: onCurrent(({ id }) => picks.toggle(id)) },
    { keys: '#', label: 'Forget the fact', run: onCurrent(remove) },
    { keys: 'Escape', label: 'Let go of picked facts', run: () => picks.clear(), when: () => picks.ids.size > 0 },
  ];
}
