import type { Capability } from './capability';

let all: readonly Capability[] = [];

/** Makes the capabilities known. Called once, by the shell, before any of them starts. */
export function introduce(capabilities: readonly Capability[]): void {
  all = capabilities;
}

/** The capability whose operation it is: that of todos for `todos.delete`. */
export function capabilityOf(operation: string): Capability | undefined {
  const [name] = operation.split('.');
  return all.find((capability) => capability.name === name);
}
