declare module '@svg-maps/netherlands' {
  const kaart: { label: string; viewBox: string; locations: { name: string; id: string; path: string }[] };
  export default kaart;
}

/** What of Node the build needs types for. */
declare module 'node:fs' {
  export function readdirSync(map: string): string[];
  export function readFileSync(pad: string, codering: 'utf8'): string;
}
