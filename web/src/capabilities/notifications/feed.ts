import { NoticeList } from './list.svelte';

/** The latest notifications, as the bell shows them. It lives as long as the page does. */
export const feed = new NoticeList();
