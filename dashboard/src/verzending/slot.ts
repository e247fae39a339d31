/** How long another tab may have the turn before it counts as frozen, in milliseconds: longer than one attempt may hang. */
export const GEDULD_MS = 20_000;

/**
 * Do this while no other tab of this browser does it. A tab that a phone put to sleep may never give the turn back, so after
 * a while it is taken: what is sent has a key of its own, and happens once however often two tabs send it.
 */
export async function alleen(naam: string, doe: () => Promise<void>): Promise<void> {
  const sloten = navigator.locks as LockManager | undefined;
  // Absent in an old browser, and on a page that did not come safely.
  if (!sloten) return doe();
  let begonnen = false;
  const begin = (): Promise<void> => {
    begonnen = true;
    return doe();
  };
  try {
    await sloten.request(naam, { signal: AbortSignal.timeout(GEDULD_MS) }, begin);
  } catch (reden) {
    if (!isAbort(reden)) throw reden;
    // Another tab took the turn from this one: it goes on there.
    if (!begonnen) await steal(sloten, naam, doe);
  }
}

async function steal(sloten: LockManager, naam: string, doe: () => Promise<void>): Promise<void> {
  try {
    await sloten.request(naam, { steal: true }, doe);
  } catch (reden) {
    if (!isAbort(reden)) throw reden;
  }
}

function isAbort(reden: unknown): boolean {
  return reden instanceof DOMException && ['TimeoutError', 'AbortError'].includes(reden.name);
}
