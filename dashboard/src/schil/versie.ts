/** Which build a page is: the built files that it names, in order; their names change with every build. */
export function versieVan(html: string): string {
  return [...html.matchAll(/\/assets\/[\w.-]+/g)].map(([pad]) => pad).toSorted().join(' ');
}

/** How long one new version is asked for at most once, in milliseconds: nodes that differ must not make a page load for ever. */
export const PAUZE_MS = 60_000;

/** Whether to load the page again for this version, which is not its own. `eerder` is what it was loaded for last, and when. */
export function magHerladen(versie: string, eerder: { versie: string; op: number } | null, nu: number): boolean {
  return eerder === null || eerder.versie !== versie || nu - eerder.op >= PAUZE_MS;
}
