/** A notification as the server tells it. */
export interface Notice {
  id: string;
  /** What happened: `reminder.due`, `approval.asked`, … */
  kind: string;
  title: string;
  body: string;
  /** Where it leads, within this application. */
  url: string | null;
  /** Facts of its kind, such as the id of the todo. */
  data: unknown;
  created_at: string;
  read_at: string | null;
}

/**
 * Something to do about a notification. It is a plain call of the API, so that the service worker can make
 * it too, when no page is open.
 */
export interface NoticeAction {
  /** "Done", "Snooze for an hour". */
  label: string;
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: Record<string, unknown>;
}

type Offer = (notice: Notice) => NoticeAction[];

const offers = new Map<string, Offer>();

/** Tells what can be done about notifications of a kind. A capability calls it from its `start`. */
export function offer(kind: string, actions: Offer): void {
  offers.set(kind, actions);
}

/** What can be done about a notification, the likeliest first. Systems show no more than two. */
export function actionsFor(notice: Notice): NoticeAction[] {
  return offers.get(notice.kind)?.(notice) ?? [];
}

/** What a notification of the system carries along, for the service worker that hears of a press on it. */
export interface Carried {
  id: string;
  /** Where it leads. */
  href: string;
  /** What its buttons do, in their order. */
  actions: NoticeAction[];
}
