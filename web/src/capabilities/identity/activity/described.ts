import { send } from '../../../lib/api';

/** The server's description of itself, as far as it is used here. */
interface Document {
  paths: Record<string, Record<string, { operationId?: string; summary?: string; description?: string }>>;
}

let descriptions: Promise<Map<string, string>> | undefined;

/** What an operation does, in the server's own words: the first paragraph of its description. */
export async function described(operation: string): Promise<string | undefined> {
  descriptions ??= read();
  try {
    return (await descriptions).get(operation);
  } catch {
    descriptions = undefined;
    return undefined;
  }
}

async function read(): Promise<Map<string, string>> {
  const response = await send(new Request(new URL('/api/openapi.json', location.origin)));
  const { paths } = (await response.json()) as Document;
  const all = Object.values(paths).flatMap((methods) => Object.values(methods));
  return new Map(
    all.flatMap(({ operationId, description, summary }) =>
      operationId ? [[operationId, paragraph(description ?? summary ?? '')] as const] : [],
    ),
  );
}

function paragraph(text: string): string {
  return (text.split('\n\n')[0] ?? '').replaceAll(/\s+/g, ' ');
}
