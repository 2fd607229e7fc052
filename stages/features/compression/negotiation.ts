// RFC 9110 12.5.3   codings [ OWS ";" OWS "q=" qvalue ], in lower case; what
// stands behind it does not belong there. Linear, whatever a client sends.
const memberForm =
  /^([^ \t;]+)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?(.*)$/;

/**
 * The coding that a client likes best, or undefined: then it is sent plain
 * bytes. Weight 0 means "not that one" (RFC 9110 12.4.2). Plain bytes
 * (`identity`) are what everyone takes; a coding is better, unless the client
 * says outright that it is not. To whom nothing is acceptable, plain bytes
 * go as well, since to send no answer helps nobody (RFC 9110 12.5.3).
 *
 * @param accepted - The members of Accept-Encoding, in lower case.
 * @param ours - What we can do. Of codings liked alike the first is taken.
 */
export function preferredCoding<Coding extends { readonly name: string }>(
  accepted: readonly string[],
  ours: readonly Coding[],
): Coding | undefined {
  const weights = weightsOf(accepted);
  const weightOf = ({ name }: Coding) =>
    weights.get(name) ?? weights.get('*') ?? 0;
  const [best] = ours.toSorted((one, two) => weightOf(two) - weightOf(one));
  if (!best || weightOf(best) === 0) return undefined;
  return weightOf(best) < (weights.get('identity') ?? 0) ? undefined : best;
}

// A weight that cannot be read is 0, and of two for one coding the lower one
// counts: when in doubt, plain bytes are never wrong.
function weightsOf(accepted: readonly string[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const member of accepted) {
    const [, name = '', weight = '1', rest] = memberForm.exec(member) ?? [];
    const coding = name === 'x-gzip' ? 'gzip' : name; // RFC 9110 8.4.1.3
    const before = weights.get(coding) ?? 1;
    weights.set(coding, Math.min(before, rest ? 0 : Number(weight)));
  }
  return weights;
}
