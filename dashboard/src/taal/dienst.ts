/** What the service said last, to tell its Dutch from our own words on an English screen. */
const gehoord = new Set<string>();
const HOOGSTENS = 200;

/** Remember sentences that the service wrote. */
export function hoor(zinnen: readonly string[]): void {
  for (const zin of zinnen) gehoord.add(zin);
  for (const oudste of gehoord) {
    if (gehoord.size <= HOOGSTENS) return;
    gehoord.delete(oudste);
  }
}

/** 'nl' for a sentence of the service: put it in `lang`, so that a screen reader reads it in Dutch. */
export function taalVan(zin: string | undefined): 'nl' | undefined {
  return zin !== undefined && gehoord.has(zin) ? 'nl' : undefined;
}
