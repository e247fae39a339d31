declare module '@svg-maps/netherlands' {
  const kaart: { label: string; viewBox: string; locations: { name: string; id: string; path: string }[] };
  export default kaart;
}

/** The one thing of Node that the build needs a type for. */
declare module 'node:fs' {
  export function readdirSync(map: string): string[];
}
