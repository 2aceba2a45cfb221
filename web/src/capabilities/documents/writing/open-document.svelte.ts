import { asProblem, type Problem } from '../../../lib/api';
import { session } from '../../../lib/session.svelte';
import * as calls from '../calls';
import type { About } from '../calls';
import { breakOf, ownBreaks, plainBreaks } from '../text/breaks';
import { applied, edits } from '../text/edits';
import { merge, settled } from '../text/merge';
import { forgetDraft, keepDraft, PAGE, readDraft, type Draft } from './drafts';
import type { Clash, Notice, SaveState, Surface } from './stands';
import { lastMaker } from './who';

/** Milliseconds after the last key until the text is saved, and at most after the first. */
const PAUSE = 800;
const LONGEST_PAUSE = 10_000;
/** Until it is kept in this browser; large texts take longer to write. */
const DRAFT_PAUSE = 250;
const LARGE_DRAFT_PAUSE = 1500;
const LARGE = 200_000;
/** Until a save that failed in passing is tried again. */
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 30_000;

/**
 * A document that is open in this page, from reading it to having everything that was typed on the server.
 *
 * Saves follow one another, never two at a time. It lives on when its page is left, until it is saved.
 */
export class OpenDocument {
  stage = $state<'loading' | 'ready' | 'failed'>('loading');
  /** Why it could not be opened. */
  problem = $state.raw<Problem>();
  about = $state.raw<About>();
  state = $state<SaveState>('saved');
  /** Why it could not be saved. */
  failure = $state.raw<Problem>();
  clash = $state.raw<Clash>();
  notice = $state.raw<Notice>();
  /** Whether it was deleted meanwhile. */
  gone = $state(false);
  /** Rises with every change of the text. */
  revision = $state(0);
  /** How many pages show it. */
  uses = 0;
  /** What the editor wants to find again: its undo history, cursor and place. */
  memory: unknown;

  #text = '';
  #surface: Surface | undefined;
  #lineBreak: '\n' | '\r\n' = '\n';
  /** The text of the version that ours is made from. */
  #base = '';
  #sent: string | undefined;
  #saved = 0;
  #names: { title?: string; language?: string } = {};
  #running: Promise<void> | undefined;
  #again = false;
  /** Whether there is news of it that was not looked at. */
  #stale = false;
  #looking = false;
  /** How often it was changed from here: what was asked for before that is old. */
  #changes = 0;
  #failures = 0;
  #firstChange = 0;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: string) {}

  get title(): string {
    return this.about?.title ?? '';
  }

  /** Whether something here is not on the server. */
  get unsaved(): boolean {
    return this.#saved !== this.revision || Object.keys(this.#names).length > 0;
  }

  /** The text as it stands. */
  get text(): string {
    return this.#surface?.text() ?? this.#text;
  }

  get #key(): string {
    return `${session.account?.id}/${this.id}`;
  }

  /** Reads it, and what was typed here before and never saved. */
  async load(): Promise<void> {
    this.stage = 'loading';
    const draft = await readDraft(this.#key);
    this.#stale = false;
    try {
      const { content, ...about } = await calls.open(this.id);
      this.#begin(about, plainBreaks(content));
      this.#lineBreak = breakOf(content);
      if (draft && (draft.text !== this.#base || draft.names.title)) this.#resume(draft);
      else void forgetDraft(this.#key, this.#base);
      void this.#catchUp();
    } catch (error) {
      const problem = asProblem(error);
      this.gone = problem.status === 404;
      if (!draft || this.gone) {
        this.problem = problem;
        this.stage = 'failed';
        return;
      }
      this.#begin(draft.about, draft.base);
      this.#take(draft);
      this.#refused(problem);
    }
  }

  #begin(about: About, text: string): void {
    this.about = about;
    this.#base = this.#text = text;
    this.#saved = this.revision;
    this.stage = 'ready';
  }

  #take(draft: Draft): void {
    this.about = { ...draft.about, ...draft.names };
    this.#base = draft.base;
    this.#sent = draft.sent;
    this.#text = draft.text;
    this.#names = draft.names;
    this.revision += 1;
  }

  #resume(draft: Draft): void {
    const { about, text: stored } = this;
    if (!about) return;
    this.#take(draft);
    this.#meet(stored, about);
    if (this.unsaved && !this.clash) {
      this.state = 'typing';
      this.#saveSoon();
    }
    const discard = () => this.replace(stored);
    this.notice = { text: 'What you typed here last time was not saved. It is back.', action: { label: 'Discard it', run: discard } };
  }

  /** Shows the text; what this returns takes it away again. */
  attach(surface: Surface): () => void {
    this.#surface = surface;
    return () => {
      this.#text = surface.text();
      this.#surface = undefined;
    };
  }

  /** The person has changed the text. */
  changed(): void {
    this.revision += 1;
    if (this.state === 'saved') this.state = 'typing';
    this.#saveSoon();
    this.#keepSoon();
  }

  /** Puts another text in the place of this one; the person can take it back. */
  replace(text: string): void {
    this.#apply(text, true);
    this.changed();
  }

  /** Gives it another title or language. */
  rename(names: { title?: string; language?: string }): void {
    if (!this.about) return;
    this.#names = { ...this.#names, ...names };
    this.about = { ...this.about, ...names };
    this.state = this.state === 'saved' ? 'typing' : this.state;
    this.#saveSoon();
    this.#keepSoon();
  }

  #saveSoon(): void {
    const now = Date.now();
    this.#firstChange ||= now;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(), Math.max(0, Math.min(PAUSE, this.#firstChange + LONGEST_PAUSE - now)));
  }

  #keepSoon(): void {
    this.#draftTimer ??= setTimeout(() => void this.keep(), this.#base.length > LARGE ? LARGE_DRAFT_PAUSE : DRAFT_PAUSE);
  }

  /** Keeps what is not saved in this browser. */
  async keep(): Promise<void> {
    clearTimeout(this.#draftTimer);
    this.#draftTimer = undefined;
    if (!this.about || !this.unsaved) return;
    await keepDraft({
      key: this.#key,
      page: PAGE,
      about: this.about,
      base: this.#base,
      text: this.text,
      names: this.#names,
      sent: this.#sent,
    });
  }

  /** Saves now what is not saved yet. */
  save(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#again = this.#running !== undefined;
    this.#running ??= this.#saveAll().finally(() => {
      this.#running = undefined;
      void this.#catchUp();
    });
    return this.#running;
  }

  async #saveAll(): Promise<void> {
    do this.#again = false;
    while ((await this.#saveOnce()) && this.#again);
    if (this.state === 'saving' || this.state === 'typing') this.state = this.unsaved ? 'typing' : 'saved';
  }

  async #saveOnce(): Promise<boolean> {
    const { about } = this;
    if (!about || !this.unsaved || this.clash || this.gone) return false;
    const [revision, names] = [this.revision, this.#names];
    const text = revision === this.#saved ? undefined : this.text;
    const content = text === undefined ? {} : { content: ownBreaks(text, this.#lineBreak), base_version: about.version };
    this.state = 'saving';
    this.#changes += 1;
    this.#firstChange = 0;
    this.#names = {};
    this.#sent = text ?? this.#sent;
    try {
      const answer = await calls.update(this.id, { ...names, ...content });
      const { message: _, changed: __, note: ___, content: ____, ...stored } = answer;
      // Where only its title was sent, somebody else's text may be stored by now, and is still to be read.
      const version = text === undefined ? about.version : stored.version;
      this.about = { ...stored, ...this.#names, version };
      this.#stale ||= version < stored.version;
      if (text !== undefined) this.#base = text;
      this.#saved = revision;
      this.#failures = 0;
      this.failure = undefined;
      if (!this.unsaved) void forgetDraft(this.#key, this.#base);
      return true;
    } catch (error) {
      this.#names = { ...names, ...this.#names };
      return this.#refused(asProblem(error));
    }
  }

  /** Answers whether to go on at once. */
  #refused(problem: Problem): boolean {
    const current = problem.more.facts?.current as { version: number; content: string; updated_at: string } | undefined;
    if (problem.status === 409 && current && this.about) {
      this.#again = this.#meet(plainBreaks(current.content), { ...this.about, ...current });
      return this.#again;
    }
    this.gone = problem.status === 404;
    this.failure = problem;
    this.state = 'failed';
    void this.keep();
    if (!problem.passing) return false;
    const wait = problem.more.retryAfter ? problem.more.retryAfter * 1000 : FIRST_RETRY * 2 ** this.#failures;
    this.#failures += 1;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(), Math.min(LONGEST_RETRY, wait));
    return false;
  }

  /** Somebody changed it, or may have: looks, and takes over what is new. */
  async refresh(): Promise<void> {
    if (this.stage === 'failed') return this.load();
    this.#stale = true;
    await this.#catchUp();
  }

  /** Looks what is new: one look after the other, and none while it is read or saved. Answers that cross are old. */
  async #catchUp(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    while (this.#stale && this.stage === 'ready' && !this.#running) {
      this.#stale = false;
      const changes = this.#changes;
      try {
        await this.#read(() => changes === this.#changes);
      } catch (error) {
        // Whatever else went wrong is told where the person's own text is saved.
        if (asProblem(error).status === 404 && changes === this.#changes) this.gone = true;
      }
      this.#stale ||= changes !== this.#changes;
    }
    this.#looking = false;
  }

  /** `holds` tells whether nothing was changed from here since. */
  async #read(holds: () => boolean): Promise<void> {
    const about = await calls.about(this.id);
    if (holds() && this.gone) void this.#back();
    if (!this.about || !holds()) return;
    if (about.version <= this.about.version) {
      this.about = { ...this.about, ...about, version: this.about.version, ...this.#names };
      return;
    }
    const { content, ...newest } = await calls.open(this.id);
    if (!holds()) return;
    if (newest.version > this.about.version) this.#meet(plainBreaks(content), newest);
    if (this.unsaved && !this.clash) void this.save();
  }

  async #back(): Promise<void> {
    this.gone = false;
    this.failure = undefined;
    if (this.unsaved) await this.save();
    else this.state = 'saved';
  }

  /** Brings the other's text and ours together. Answers whether that worked by itself. */
  #meet(theirs: string, about: About): boolean {
    const mine = this.text;
    const own = this.#sent === theirs;
    const wasUnsaved = this.#saved !== this.revision;
    const pieces = wasUnsaved ? merge(own ? theirs : this.#base, mine, theirs) : [{ text: theirs }];
    const merged = settled(pieces);
    if (merged === undefined) {
      this.clash = { version: about.version, theirs, pieces, who: '' };
      this.state = 'clash';
      void this.keep();
      void lastMaker(this.id).then((who) => (this.clash &&= { ...this.clash, who }));
      return false;
    }
    const differs = this.#base !== theirs && !own;
    this.#rebase(theirs, about);
    this.#apply(merged, false);
    if (merged === theirs) this.#settle();
    if (differs && about.version > 1) void this.#tell(wasUnsaved && merged !== theirs);
    return true;
  }

  #rebase(theirs: string, about: About): void {
    this.clash = undefined;
    this.#base = theirs;
    this.about = { ...about, ...this.#names };
  }

  #settle(): void {
    this.#saved = this.revision;
    this.state = this.unsaved ? 'typing' : 'saved';
    this.#failures = 0;
    this.failure = undefined;
    void forgetDraft(this.#key, this.#base);
  }

  async #tell(merged: boolean): Promise<void> {
    const who = await lastMaker(this.id);
    const text = `${who} changed this ${merged ? 'too. It is merged with what you typed' : 'just now'}.`;
    this.notice = this.notice?.action ? { ...this.notice, text: `${this.notice.text} ${text}` } : { text };
  }

  /** Ends the clash with the text that the person decided for. */
  resolve(text: string): void {
    const { clash, about } = this;
    if (!clash || !about) return;
    const before = this.text;
    this.#rebase(clash.theirs, { ...about, version: clash.version });
    this.#apply(text, true);
    if (text !== clash.theirs) {
      this.changed();
      void this.save();
      return;
    }
    this.#settle();
    this.notice = { text: 'Your own text is not lost.', action: { label: 'Bring it back', run: () => this.replace(before) } };
  }

  /** The server has this text now, as the version that `about` tells of: an old one was restored. */
  adopt(text: string, about: About): void {
    this.#changes += 1;
    this.#rebase(plainBreaks(text), about);
    this.#apply(this.#base, true);
    this.#settle();
  }

  #apply(text: string, undoable: boolean): void {
    const before = this.text;
    if (before === text) return;
    const changes = edits(before, text);
    if (this.#surface) this.#surface.apply(changes, undoable);
    else this.#text = applied(before, changes);
    this.revision += 1;
    if (this.#saved === this.revision - 1) this.#saved = this.revision;
  }
}
