export { type View, type Visit, allow, goTo, open, pair, troubles, views } from './browser';
export type { Answer } from './client';
export { House, type HouseOptions, ZONE, useHouse } from './house';
export { accessible, shot, violations } from './look';
export { Agent, PASSWORD, Person } from './person';
export { Terminal } from './shell';
export { Sshd } from './sshd';
export { type Scene, type StoryOptions, story } from './story';
export { totp } from './totp';
