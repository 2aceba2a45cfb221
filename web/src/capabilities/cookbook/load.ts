import type { Task } from './calls';

/**
 * How busy a model server is, as figures with what they count. What its log does not tell is left out; nothing
 * where it has nothing to do. */
export function loadOf({ tokens_per_second: speed, running, waiting }: NonNullable<Task['load']>): { figure: string; unit: string }[] {
  const counted = (count: number | null | undefined, unit: string) => (count == null ? [] : [{ figure: count.toLocaleString(), unit }]);
  const rate = speed == null ? [] : [{ figure: speed.toLocaleString(undefined, { maximumFractionDigits: speed < 10 ? 1 : 0 }), unit: 'tokens/s' }];
  return speed || running || waiting ? [...rate, ...counted(running, 'running'), ...counted(waiting, 'waiting')] : [];
}
