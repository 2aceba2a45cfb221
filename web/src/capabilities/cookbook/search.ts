import type { Hit } from '../../lib/capability';
import { presetAddress, taskAddress } from './addresses';
import * as calls from './calls';
import { look } from './states';

/** Tasks, presets and servers that have all of the words. */
export async function find(words: string): Promise<Hit[]> {
  const sought = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...texts: string[]) => sought.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
  const [{ tasks }, { presets }, { servers }] = await Promise.all([calls.tasks(), calls.presets(), calls.servers()]);
  return [
    ...tasks
      .filter(({ name, repo_id, server }) => fits(name, repo_id, server))
      .map((task) => ({ title: task.name, detail: `${look(task).word} on ${task.server}`, href: taskAddress(task.session_id) })),
    ...presets
      .filter(({ name, model, label }) => fits(name, model, label))
      .map((preset) => ({ title: preset.name, detail: `Preset${preset.label && ` · ${preset.label}`}`, href: presetAddress(preset) })),
    ...servers
      .filter(({ name, host }) => fits(name, host))
      .map(({ name, host }) => ({ title: name, detail: `Server${host && ` · ${host}`}`, href: '/cookbook/servers' })),
  ];
}
