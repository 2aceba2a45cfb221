/** Where it is kept that the person wants to be asked later: for this browser alone. */
const KEY = 'odysseus.notifications.later';

/** Whether the system may show notifications of this application on this device. */
class Permission {
  /** `unavailable` without a secure context (Notifications API, §4), and in browsers that have none. */
  state = $state<NotificationPermission | 'unavailable'>(now());
  #later = $state(kept());

  constructor() {
    // The person can change it in the browser's settings at any time.
    void navigator.permissions
      ?.query({ name: 'notifications' })
      .then((status) => (status.onchange = () => (this.state = now())))
      .catch(() => undefined);
  }

  /** Whether to ask the person whether the browser may ask. */
  get asks(): boolean {
    return this.state === 'default' && !this.#later;
  }

  /** Lets the browser ask: only ever because the person wanted it. */
  async allow(): Promise<void> {
    this.state = await Notification.requestPermission();
  }

  /** Not now: the question does not come by itself again. */
  notNow(): void {
    this.#later = true;
    try {
      localStorage.setItem(KEY, 'yes');
    } catch {
      // Storage is switched off: it holds until the page is left.
    }
  }
}

function now(): NotificationPermission | 'unavailable' {
  return 'Notification' in globalThis && 'serviceWorker' in navigator ? Notification.permission : 'unavailable';
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Whether the system may show notifications. */
export const permission = new Permission();
