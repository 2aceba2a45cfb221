export { api, ask, done, onSessionEnd, send, serverTime, type Input, type Output } from './client';
export { Problem, asProblem } from './problem';
