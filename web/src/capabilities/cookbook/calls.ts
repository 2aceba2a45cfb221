import { api, done as answered, Problem, type Input, type Output } from '../../lib/api';
import { problemInWords } from './why';

/** What the Cookbook's pages ask of the server. */

/** The body of the answer. What goes wrong is in words for people, wherever it is shown. */
const done = <T>(call: Promise<{ data?: T }>): Promise<T> =>
  answered(call).catch((error: unknown) => {
    throw error instanceof Problem ? problemInWords(error) : error;
  });

/** A program on a machine: a model server, a download, an install. */
export type Task = Output<'cookbook.task'>;
/** Where a task is on its way. */
export type State = Task['state'];
/** A machine on which model servers run. */
export type Server = Output<'cookbook.servers'>['servers'][number];
/** How a machine is. */
export type Host = Output<'cookbook.host'>;
/** An engine, and whether a machine has it. */
export type Engine = Output<'cookbook.engines'>['engines'][number];
/** What a person has to do on a machine. */
export type Todo = NonNullable<Engine['todo']>;
/** A GPU of a machine. */
export type Gpu = Host['gpus'][number];
/** A model that a machine has. */
export type Model = Output<'cookbook.cached'>['models'][number];
/** A command that is kept to be launched again. */
export type Preset = Output<'cookbook.presets'>['presets'][number];
/** One launch, and what came of it. */
export type Attempt = Output<'cookbook.attempts'>['attempts'][number];
/** A part of a log. */
export type Shown = Output<'cookbook.output'>;
/** A log that a machine keeps. */
export type KeptLog = Output<'cookbook.logs'>['logs'][number];
/** What is launched. */
export type Serve = Input<'cookbook.serve'>;
/** What is set of a server. */
export type ServerInput = Input<'cookbook.server_save'>;
/** What was launched. */
export type Launched = Output<'cookbook.serve'>;

const at = (session_id: string) => ({ params: { path: { session_id } } });

/** So many tasks are listed: what runs, and the latest of what ended. */
export const MOST_TASKS = 200;

/** What runs, ran or failed, the latest first. */
export const tasks = () => done(api.GET('/api/cookbook/tasks', { params: { query: { limit: MOST_TASKS } } }));

/** One task as it is now. */
export const task = (session: string) => done(api.GET('/api/cookbook/tasks/{session_id}', at(session)));

/** What to show of a log. */
export interface Wanted {
  tail?: number;
  from?: 'traceback';
  grep?: string;
  offset?: number;
  plain?: boolean;
}

/** A part of what a task wrote. */
export const output = (session: string, query: Wanted, signal?: AbortSignal) =>
  done(api.GET('/api/cookbook/tasks/{session_id}/output', { params: { path: { session_id: session }, query }, signal }));

/** The logs that a machine keeps. */
export const logs = (server: string, signal?: AbortSignal) =>
  done(api.GET('/api/cookbook/logs', { params: { query: { host: server, limit: 1000 } }, signal }));

const kept = (session_id: string, server: string) => ({ path: { session_id }, query: { host: server } });

/** The last lines of a log that a machine keeps, or what stands from a byte on. */
export const log = (session: string, server: string, wanted: Pick<Wanted, 'tail' | 'offset'>) => {
  const { path, query } = kept(session, server);
  return done(api.GET('/api/cookbook/logs/{session_id}', { params: { path, query: { ...query, ...wanted } } }));
};

/** Removes the log of an ended program from its machine. */
export const removeLog = (session: string, server: string) =>
  done(api.DELETE('/api/cookbook/logs/{session_id}', { params: kept(session, server) }));

/** Stops a task; the answer comes when nothing of it is left, or says what is. */
export const stop = (session: string) => done(api.POST('/api/cookbook/tasks/{session_id}/stop', at(session)));

/** Launches an ended task again, perhaps with another command. */
export const relaunch = (session: string, cmd?: string) =>
  done(api.POST('/api/cookbook/tasks/{session_id}/relaunch', { ...at(session), body: { cmd } }));

/** Takes a task off the list. */
export const remove = (session: string) => done(api.DELETE('/api/cookbook/tasks/{session_id}', at(session)));

/** Puts a task back on the list. */
export const restore = (session: string) => done(api.POST('/api/cookbook/tasks/{session_id}/restore', at(session)));

/** What was tried with a model. */
export const attempts = (repo_id: string) => done(api.GET('/api/cookbook/attempts', { params: { query: { repo_id } } }));

/** Launches a model server. */
export const serve = (body: Serve) => done(api.POST('/api/cookbook/serve', { body }));

/** Whether a launch would be possible. */
export const preflight = (body: Serve, signal?: AbortSignal) => done(api.POST('/api/cookbook/preflight', { body, signal }));

/** The machines. */
export const servers = () => done(api.GET('/api/cookbook/servers'));

/** Adds a server, or changes one. */
export const saveServer = (body: ServerInput) => done(api.PUT('/api/cookbook/servers', { body }));

/** Removes a server. */
export const removeServer = (id: string) => done(api.DELETE('/api/cookbook/servers/{id}', { params: { path: { id } } }));

/** Brings a removed server back. */
export const restoreServer = (id: string) => done(api.POST('/api/cookbook/servers/{id}/restore', { params: { path: { id } } }));

/** Removed servers. */
export const deletedServers = (cursor?: string) => done(api.GET('/api/cookbook/servers/trash', { params: { query: { cursor } } }));

/** How a machine is now; `fresh` tries to reach it also when that has just failed. */
export const host = (server: string, signal?: AbortSignal, fresh?: boolean) =>
  done(api.GET('/api/cookbook/host', { params: { query: { host: server, fresh } }, signal }));

/** The engines that a machine has, and how others get there. */
export const engines = (server: string, signal?: AbortSignal) =>
  done(api.GET('/api/cookbook/engines', { params: { query: { host: server } }, signal }));

/** The key by which a server identifies itself. */
export const hostKey = (id: string) => done(api.GET('/api/cookbook/servers/{id}/key', { params: { path: { id } } }));

/** Accepts the key that the person saw. */
export const acceptKey = (id: string, fingerprint: string) =>
  done(api.POST('/api/cookbook/servers/{id}/key', { params: { path: { id } }, body: { fingerprint } }));

/** The public key of this Odysseus. */
export const ownKey = () => done(api.GET('/api/cookbook/ssh-key'));

/** The models that a machine has. */
export const cached = (server: string, fresh: boolean, signal?: AbortSignal) =>
  done(api.GET('/api/cookbook/cached', { params: { query: { host: server, fresh } }, signal }));

/** Downloads a model, as a task. */
export const download = (body: Input<'cookbook.download'>) => done(api.POST('/api/cookbook/downloads', { body }));

/** Installs a package into a server's environment, as a task. */
export const install = (body: Input<'cookbook.install'>) => done(api.POST('/api/cookbook/installs', { body }));

/** The commands that are kept. */
export const presets = () => done(api.GET('/api/cookbook/presets'));

/** Keeps the command of a task under a name. */
export const savePreset = (session_id: string, name: string) =>
  done(api.POST('/api/cookbook/presets', { body: { session_id, name } }));

/** Changes a preset; what is left out stays. */
export const updatePreset = (id: string, body: Omit<Input<'cookbook.preset_update'>, 'name'>) =>
  done(api.PATCH('/api/cookbook/presets/{name}', { params: { path: { name: id } }, body }));

/** Launches a preset. */
export const launchPreset = (id: string) =>
  done(api.POST('/api/cookbook/presets/{name}/launch', { params: { path: { name: id } } }));

/** Removes a preset; the trash keeps it. */
export const removePreset = (id: string) => done(api.DELETE('/api/cookbook/presets/{name}', { params: { path: { name: id } } }));

/** Removed presets. */
export const deletedPresets = (cursor?: string) => done(api.GET('/api/cookbook/presets/trash', { params: { query: { cursor } } }));

/** Takes a preset out of the trash. */
export const restorePreset = (id: string) =>
  done(api.POST('/api/cookbook/presets/trash/{id}/restore', { params: { path: { id } } }));

/** Whether a token for Hugging Face is stored. */
export const huggingFace = () => done(api.GET('/api/cookbook/hugging-face'));

/** Stores a token for Hugging Face; an empty one takes it away. */
export const storeHuggingFace = (token: string) => done(api.PUT('/api/cookbook/hugging-face', { body: { token } }));
