/// <reference lib="dom" />

/**
 * The element with this id, which page.html is known to have.
 *
 * @throws if it has not, or another kind of element.
 */
export function byId<Kind extends Element>(
  id: string,
  kind: new () => Kind,
): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} called ${id}.`);
}

/** Asks the server to do something. */
export async function post(path: string): Promise<void> {
  const response = await fetch(path, { method: 'POST' });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
}
