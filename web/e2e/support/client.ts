/** What the server said. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
}

/** Sends JSON and reads JSON; what is no JSON is given as text. */
export async function send<T>(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer<T> & { headers: Headers }> {
  const answer = await fetch(url, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: read(text) as T, headers: answer.headers };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The body of an answer that is good; otherwise the story ends here, with what the server said. */
export function good<T>(answer: Answer<T>, what: string): T {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
