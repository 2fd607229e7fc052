import fc, { type Arbitrary } from 'fast-check';

/**
 * Checks that something holds for arbitrary values.
 *
 * @param holds - Throws if it does not hold.
 * @param runs - How many values to try.
 * @param examples - Values to try before those.
 * @throws Error with the smallest value found for which it does not hold.
 */
export function check<Value>(
  values: Arbitrary<Value>,
  holds: (value: Value) => void,
  runs = 150,
  examples: readonly Value[] = [],
): void {
  const property = fc.property(values, holds);
  fc.assert(property, {
    numRuns: runs,
    examples: examples.map((value) => [value]),
    includeErrorInReport: true,
  });
}
