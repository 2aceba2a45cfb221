import type { About } from '../calls';

/**
 * What was typed and is not on the server yet, kept in this browser (IndexedDB) until it is: a reload, a
 * crash, a lost network or an ended session loses nothing.
 */
export interface Draft {
  /** Account and document. */
  key: string;
  /** The page that wrote it. */
  page: string;
  /** The version that was changed, and its text. */
  about: About;
  base: string;
  text: string;
  /** A new title or language. */
  names: { title?: string; language?: string };
  /** What was sent last and may have arrived without an answer. */
  sent?: string;
}

/** This page, among others that are open on the same documents. */
export const PAGE = Math.random().toString(36).slice(2);

const STORE = 'drafts';
let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('odysseus.documents', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function store<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(STORE, mode);
  const request = use(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
  });
}

/** The draft of a document, if there is one. Without storage there is none. */
export async function readDraft(key: string): Promise<Draft | undefined> {
  try {
    return await store<Draft | undefined>('readonly', (drafts) => drafts.get(key));
  } catch {
    return undefined;
  }
}

/** Keeps a draft. Answers whether it is kept: private windows and full disks refuse. */
export async function keepDraft(draft: Draft): Promise<boolean> {
  try {
    await store('readwrite', (drafts) => drafts.put(draft));
    return true;
  } catch {
    return false;
  }
}

/** Forgets this page's draft, or one that says what is stored now; that of another page stays. */
export async function forgetDraft(key: string, stored?: string): Promise<void> {
  const draft = await readDraft(key);
  if (!draft || (draft.page !== PAGE && draft.text !== stored)) return;
  await store('readwrite', (drafts) => drafts.delete(key)).catch(() => undefined);
}
