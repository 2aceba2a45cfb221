/** What browsers call themselves, in words. The order counts: most claim to be others as well. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*Safari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'a Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** A name longer than this says nothing more to a person. */
const LONGEST = 40;

/** "Firefox on Linux"; of others the beginning of what they say. */
export function browserName(userAgent: string | null | undefined): string {
  const said = userAgent?.trim();
  if (!said) return 'A browser that does not say its name';
  const named = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(said))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser && system) return `${browser} on ${system}`;
  if (browser || system) return browser ?? `A browser on ${system}`;
  return said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
}

/** Whether it is something to hold in a hand. */
export function isHandheld(userAgent: string | null | undefined): boolean {
  return /\b(iPhone|iPad|Android)\b/.test(userAgent ?? '');
}
