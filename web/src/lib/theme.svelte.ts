/** Light, dark, or as the system has it. */
export type Choice = 'light' | 'dark' | 'system';

/** Where the choice is kept: for this browser alone. `public/theme.js` reads it before anything is drawn. */
const KEY = 'odysseus.theme';

class Theme {
  /** What the person chose. */
  choice = $state<Choice>(read());

  /** Chooses, here and in other tabs. */
  choose(choice: Choice): void {
    this.choice = choice;
    show(choice);
    try {
      if (choice === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // Storage is switched off: it holds until the page is left.
    }
  }

  constructor() {
    addEventListener('storage', ({ key }) => {
      if (key !== KEY) return;
      this.choice = read();
      show(this.choice);
    });
  }
}

function read(): Choice {
  const shown = document.documentElement.dataset.theme;
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return shown === 'light' || shown === 'dark' ? shown : 'system';
  }
}

function show(choice: Choice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  colourTheFrame(choice);
}

/** The browser's own frame takes the colour of the page: of two `theme-color`s the one whose `media` fits. */
function colourTheFrame(choice: Choice): void {
  for (const scheme of ['light', 'dark'] as const) {
    const meta = document.querySelector<HTMLMetaElement>(`meta[name=theme-color][data-scheme=${scheme}]`);
    if (meta) meta.media = choice === 'system' ? `(prefers-color-scheme: ${scheme})` : choice === scheme ? 'all' : 'not all';
  }
}

/** The theme. */
export const theme = new Theme();
