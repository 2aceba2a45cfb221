/** The token in what was pasted: the whole link, or what stands after `token=` in it. Nothing where there is none. */
export function tokenIn(text: string): string | undefined {
  const token = /[?&]token=([^&\s]+)/.exec(text)?.[1] ?? text.trim();
  return /^[\w-]{20,}$/.test(token) ? token : undefined;
}
