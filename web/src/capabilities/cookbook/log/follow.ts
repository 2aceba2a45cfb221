import { Problem, send } from '../../../lib/api';
import { readStream, type LiveEvent } from '../../../lib/live/stream';
import { pause } from '../../../lib/pause';
import { problemInWords, worded } from '../why';
import type { Chunk } from './lines';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** Who hears what a task writes. */
export interface Follower {
  /** The byte to go on from; nothing for the last lines. */
  from: () => number | undefined;
  wrote: (chunk: Chunk) => void;
  /** Why nothing comes at the moment; nothing when it does. */
  waits: (why: string | undefined) => void;
  /** It has ended, and everything was told. */
  ended: () => void;
}

/** Follows what a task writes until it has ended, or that is over; a stream that breaks is opened again where it was. */
export async function follow(session: string, follower: Follower, over: AbortSignal): Promise<void> {
  let failures = 0;
  let finished = false;
  const heard = ({ topic, data }: LiveEvent) => {
    if (topic === 'output.text') {
      follower.waits(undefined);
      follower.wrote(data as unknown as Chunk);
    } else if (topic === 'output.interrupted') follower.waits(worded(String(data.says)));
    else if (topic === 'output.resumed') follower.waits(undefined);
    else if (topic === 'output.ended') finished = true;
  };
  while (!over.aborted) {
    let begun = false;
    const began = () => {
      begun = true;
      follower.waits(undefined);
    };
    try {
      await readStream({ open: (signal) => open(session, follower.from(), signal), begun: began, heard, over });
    } catch (error) {
      if (over.aborted) return;
      if (error instanceof Problem) follower.waits(problemInWords(error).sentence);
      if (error instanceof Problem && !error.passing) return;
    }
    if (finished) return follower.ended();
    failures = begun ? 0 : failures + 1;
    await pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), over);
  }
}

function open(session: string, from: number | undefined, signal: AbortSignal): Promise<Response> {
  const url = new URL(`/api/cookbook/tasks/${encodeURIComponent(session)}/follow`, location.origin);
  if (from !== undefined) url.searchParams.set('offset', String(from));
  return send(new Request(url, { headers: { Accept: 'text/event-stream' }, signal }));
}
