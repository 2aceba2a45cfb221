/** The index of the first number in a rising list that is greater than `value`. */
export function firstAfter(rising: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * By how much what is in sight has moved as a whole: the smallest of the shifts of its rows. A row that went
 * elsewhere has a large one, and what grew in sight moves only what is below it.
 */
export function smallest(shifts: readonly number[]): number {
  return shifts.reduce((least, shift) => (Math.abs(shift) < Math.abs(least) ? shift : least), shifts[0] ?? 0);
}
