import { blocks, type Block } from './markdown';

/** So many milliseconds are worked on a page in one go. */
const SLICE = 12;

interface Shown extends Block {
  element: HTMLElement;
}

/** A text shown as a page, renewed part by part: what has not changed stays as it is. */
export class Rendering {
  #shown: Shown[] = [];
  #run = 0;

  constructor(readonly root: HTMLElement) {}

  /** Shows a text. Resolves when all of it stands, or a newer one has taken its place. */
  async show(text: string): Promise<void> {
    const run = (this.#run += 1);
    const wanted = blocks(text);
    const old = this.#shown;
    let head = 0;
    while (head < wanted.length && head < old.length && old[head]?.raw === wanted[head]?.raw) head += 1;
    let tail = 0;
    const room = Math.min(wanted.length, old.length) - head;
    while (tail < room && old.at(-1 - tail)?.raw === wanted.at(-1 - tail)?.raw) tail += 1;

    const kept = (block: Block, shown: Shown | undefined): Shown[] => (shown ? [{ ...block, element: shown.element }] : []);
    const before = wanted.slice(0, head).flatMap((block, at) => kept(block, old[at]));
    const after = wanted.slice(wanted.length - tail).flatMap((block, at) => kept(block, old[old.length - tail + at]));
    for (const { element } of old.slice(head, old.length - tail)) element.remove();
    const next = after[0]?.element ?? null;
    const fresh: Shown[] = [];
    this.#shown = [...before, ...after];
    let began = performance.now();
    for (const block of wanted.slice(head, wanted.length - tail)) {
      if (performance.now() - began > SLICE) {
        await new Promise((resolve) => setTimeout(resolve));
        if (run !== this.#run) return;
        began = performance.now();
      }
      const element = document.createElement('div');
      element.dir = 'auto';
      element.innerHTML = block.html();
      this.root.insertBefore(element, next);
      fresh.push({ ...block, element });
      this.#shown = [...before, ...fresh, ...after];
    }
  }

  /** How far down the page a line of the text stands, in pixels. */
  placeOf(line: number): number {
    const at = this.#shown.findLastIndex((block) => block.line <= line);
    const block = this.#shown[at];
    if (!block) return 0;
    const lines = Math.max(1, block.raw.split('\n').length - 1);
    const part = Math.min(1, (line - block.line) / lines);
    return block.element.offsetTop + part * block.element.offsetHeight;
  }
}
