/** What of a `.cpuprofile` is used; V8's own format. */
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
    };
  }[];
  /** Which node was running, at each look. */
  readonly samples: readonly number[];
  /** Since the look before, in microseconds. */
  readonly timeDeltas: readonly number[];
}

/** The part of the time that was spent in a function itself. */
export interface SelfTime {
  /** From 0 to 1, of all time that was not idle. */
  readonly share: number;
  /** The function, and its file. */
  readonly words: string;
}

/**
 * In which functions the time went, the most first.
 *
 * @param last - So much of the profile counts, in microseconds from its end:
 *   who is profiled has to start first.
 */
export function selfTimes(profile: Profile, last: number): SelfTime[] {
  const names = new Map(
    profile.nodes.map(({ id, callFrame }) => {
      const { functionName, url } = callFrame;
      return [id, nameOf(functionName, url)];
    }),
  );
  const times = new Map<string, number>();
  let all = 0;
  let left = profile.timeDeltas.reduce((sum, time) => sum + time, 0);
  for (const [at, id] of profile.samples.entries()) {
    const name = names.get(id) ?? '(unknown)';
    const time = profile.timeDeltas[at] ?? 0;
    const isEarly = left > last;
    left -= time;
    if (name === '(idle)' || isEarly) continue;
    times.set(name, (times.get(name) ?? 0) + time);
    all += time;
  }
  return [...times]
    .map(([words, time]) => ({ words, share: time / all }))
    .sort((one, other) => other.share - one.share);
}

function nameOf(functionName: string, url: string): string {
  const file = /(?:stages|shared)\/.*$|[^/]*$/.exec(url.replace(/\?.*$/, ''));
  return `${functionName || '(anonymous)'} ${file?.[0] ?? ''}`.trim();
}
