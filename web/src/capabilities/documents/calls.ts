import { api, done, type Input, type Output } from '../../lib/api';
import type { operations } from '../../lib/api/generated/openapi';

/** A document with its text. */
export type Opened = Output<'documents.get'>;
/** What is known of a document beside its text. */
export type About = Omit<Opened, 'content' | 'total_lines' | 'from_line'>;
/** A version without its text. */
export type Version = Output<'documents.versions'>['items'][number];

/** One page of the library. */
export const list = (query: operations['documents.list']['parameters']['query'], signal?: AbortSignal) =>
  done(api.GET('/api/documents', { params: { query }, signal }));

/** A document in the library. */
export type Entry = Awaited<ReturnType<typeof list>>['items'][number];

const at = (id: string) => ({ params: { path: { id } } });

/** Opens a document. */
export const open = (id: string) => done(api.GET('/api/documents/{id}', at(id)));

/** What is known of a document, without the weight of its text. */
export const about = (id: string): Promise<About> =>
  done(api.GET('/api/documents/{id}', { params: { path: { id }, query: { from_line: 1, lines: 1 } } }));

/** Makes a document. */
export const create = (body: Input<'documents.create'>) => done(api.POST('/api/documents', { body }));

/** Browsers send no more than this after a page is gone (Fetch, §4.6, "keepalive"). */
const KEPT_ALIVE = 60_000;

/** Changes a document. What is small enough arrives even when the page is closed meanwhile. */
export const update = (id: string, body: Input<'documents.update'>) =>
  done(api.PATCH('/api/documents/{id}', { ...at(id), body, keepalive: (body.content?.length ?? 0) * 3 < KEPT_ALIVE }));

/** Archives a document, or takes it out of the archive. */
export const archive = (id: string, archived: boolean) =>
  done(api.POST('/api/documents/{id}/archive', { ...at(id), body: { archived } }));

/** Deletes a document; the trash keeps it. */
export const remove = (id: string) => done(api.DELETE('/api/documents/{id}', at(id)));

/** Takes a document out of the trash. */
export const restore = (id: string) => done(api.POST('/api/documents/trash/{id}/restore', at(id)));

/** One page of the trash. */
export const trash = (cursor?: string) => done(api.GET('/api/documents/trash', { params: { query: { cursor } } }));

/** One page of a document's versions, the latest first. */
export const versions = (id: string, query: { cursor?: string; limit?: number } = {}) =>
  done(api.GET('/api/documents/{id}/versions', { params: { path: { id }, query } }));

/** A version with its text. */
export const version = (id: string, number: number) =>
  done(api.GET('/api/documents/{id}/versions/{version}', { params: { path: { id, version: number } } }));

/** Makes an old version the current one. */
export const restoreVersion = (id: string, number: number) =>
  done(api.POST('/api/documents/{id}/versions/{version}/restore', { params: { path: { id, version: number } } }));
