export { api, ask, done, onSessionEnd, send, type Input, type Output } from './client';
export { Problem, asProblem } from './problem';
