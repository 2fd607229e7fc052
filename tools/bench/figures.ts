/**
 * The arithmetic of the bench. A single figure says little on a machine that
 * does other things too, so what is told is a median, or a median of ratios.
 *
 * @module
 */

/** The middle one of some figures; the mean of the middle two if even. */
export function median(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

/**
 * The figure below which a share of all figures lies.
 *
 * @param share - From 0 to 1.
 * @returns NaN if there are no figures.
 */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = Float64Array.from(figures).sort();
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * How many times as much one took as another: the median over the rounds.
 * Both had their turns in each round, close to one another, so that what
 * disturbed a round disturbed both.
 *
 * @returns undefined where one of them has no figures.
 */
export function ratio(
  ones: readonly number[],
  others: readonly number[],
): number | undefined {
  const rounds = Math.min(ones.length, others.length);
  const ratios = Array.from({ length: rounds }, (_, round) => {
    return ones[round]! / others[round]!;
  });
  const middle = median(ratios.filter(Number.isFinite));
  return Number.isNaN(middle) ? undefined : middle;
}

/** Three digits that count, and no more: 1234, 123, 12.3, 1.23. */
export function digits(figure: number): string {
  if (figure >= 100) return `${Math.round(figure)}`;
  return figure.toFixed(figure >= 10 ? 1 : 2);
}
