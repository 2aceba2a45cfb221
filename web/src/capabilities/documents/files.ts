import * as calls from './calls';
import { languageOfFile } from './languages';

/** A larger file is not even read: the server takes no document of that size. */
const LARGEST = 10_000_000;

/** All kinds of files that hold text, for the system's dialog. */
export const TEXT_FILES = 'text/*,.md,.markdown,.txt,.json,.yaml,.yml,.toml,.csv,.sql,.py,.js,.ts,.tsx,.jsx,.rs,.go,.java,.kt,.swift,.c,.h,.cpp,.cs,.rb,.php,.lua,.r,.sh,.css,.html,.xml,.svg,.tex,.log,.eml';

/** Why a file became no document. */
export class NotAdded extends Error {}

/** Makes a document of a file. Throws {@link NotAdded}, or the server's problem. */
export async function addFile(file: File): Promise<calls.About> {
  if (file.size > LARGEST) {
    const megabytes = (file.size / 1e6).toLocaleString(undefined, { maximumFractionDigits: 1 });
    throw new NotAdded(`“${file.name}” has ${megabytes} MB; a document holds at most 10 MB of text.`);
  }
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new NotAdded(`“${file.name}” is no text (UTF-8), so that it cannot be a document.`);
  }
  const title = file.name.replace(/\.[^.]+$/, '') || file.name;
  return calls.create({ title: title.slice(0, 500), content, language: languageOfFile(file.name) });
}

/** The title of a pasted text: its first heading or line. */
export function titleOf(text: string): string {
  const line = text.split('\n').find((line) => line.trim()) ?? '';
  const title = line.replace(/^\s*(?:#{1,6}|[-*>])\s+/, '').trim();
  return title.length > 80 ? `${title.slice(0, 79)}…` : title;
}

/** Gives the browser a file to keep. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A title as the name of a file on any system. */
export function fileName(title: string, ending: string): string {
  const plain = [...title.replace(/[\p{Cc}/\\:*?"<>|]/gu, '-')].slice(0, 60).join('').replace(/^[\s.]+|[\s.]+$/g, '');
  const name = plain || 'document';
  return name.toLowerCase().endsWith(`.${ending}`) ? name : `${name}.${ending}`;
}
