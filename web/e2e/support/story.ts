import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { type View, type Visit, open, views } from './browser';
import type { House } from './house';
import type { Person } from './person';

/** Who and what a story is about. */
export interface Scene {
  readonly page: Page;
  /** The one who is signed in, new for this telling. */
  readonly person: Person;
  readonly view: View;
}

export interface StoryOptions extends Omit<Visit, 'as' | keyof View> {
  /** In which windows it is told: all of them unless it is said. */
  readonly in?: readonly View[];
}

/** A story told in every view, each time by somebody new: what one telling leaves behind, the next does not see. */
export function story(house: House, name: string, options: StoryOptions, tell: (scene: Scene) => Promise<void>): void {
  const { in: windows = views, ...visit } = options;
  test.for(windows)(`${name} ($name)`, async (view) => {
    const person = await house.person();
    const page = await open(house, { ...view, ...visit, as: person });
    await tell({ page, person, view });
  });
}
