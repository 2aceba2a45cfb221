import { launchAddress } from '../addresses';
import type { Task } from '../calls';

/** What may help a task that failed. */
export type Suggestion = NonNullable<Task['diagnosis']>['suggestions'][number];

/** Where one goes for what a suggestion says; nothing where it is done by a press, or by hand. */
export function placeFor({ action }: Suggestion, task: Task): { label: string; href: string; away?: boolean } | undefined {
  switch (action?.kind) {
    case 'open':
      return /^https?:\/\//.test(action.url) ? { label: 'Open the page', href: action.url, away: true } : undefined;
    case 'set_token':
      return { label: 'Enter the token', href: '/cookbook/servers#hugging-face' };
    case 'pick_model':
    case 'free_disk':
      return { label: 'See its models', href: `/cookbook/models?${new URLSearchParams({ host: task.server_id ?? 'local' })}` };
    case 'pick_engine':
    case 'pick_server':
      return { label: 'Launch it otherwise', href: launchAddress({ model: task.repo_id, server: task.server_id }) };
    case 'check_environment':
    case 'free_gpu':
      return { label: 'See the server', href: '/cookbook/servers' };
    case 'clear_gpus':
      return { label: 'Choose its GPUs', href: launchAddress({ model: task.repo_id, server: task.server_id, cmd: task.cmd }) };
    case 'see_tasks':
      return { label: 'See what runs', href: '/cookbook' };
    default:
      return undefined;
  }
}
