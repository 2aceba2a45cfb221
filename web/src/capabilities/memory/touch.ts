import { MediaQuery } from 'svelte/reactivity';

/** Whether fingers point here: then a row has one menu in place of buttons that a pointer brings up. */
export const touch = new MediaQuery('(pointer: coarse), (max-width: 48rem)');
