declare module '@svg-maps/netherlands' {
  const kaart: { label: string; viewBox: string; locations: { name: string; id: string; path: string }[] };
  export default kaart;
}
