import type { Task } from './calls';
import { bytes, duration } from './figures';

/**
 * How far a download or an install is, as figures: `1.2 of 4.7 GB`, `38 MB/s`, `2 min left`. What is not known is left
 * out. */
export function transferOf({ done_bytes: done, total_bytes: total, rate, eta_seconds: left }: NonNullable<Task['progress']>): string[] {
  return [
    done == null ? total && bytes(total) : total ? outOf(bytes(done), bytes(total)) : bytes(done),
    rate && `${bytes(rate)}/s`,
    left && `${duration(left * 1000)} left`,
  ].filter((figure): figure is string => Boolean(figure));
}

/** Both amounts, and their unit once where it is the same. */
function outOf(done: string, total: string): string {
  const unit = total.slice(total.indexOf(' '));
  return `${done.endsWith(unit) ? done.slice(0, -unit.length) : done} of ${total}`;
}
