/** Rows of one shape: the names of their fields once, and of each row its values in that order. `a.b` is field `b` of field `a`. */
export interface Blok {
  velden: readonly string[];
  rijen: readonly (readonly unknown[])[];
}

type Velden = Record<string, unknown>;

/** The rows of these blocks, as they would have come one by one. */
export function leesBlokken<T>(blokken: readonly Blok[]): T[] {
  return blokken.flatMap(({ velden, rijen }) => {
    const paden = velden.map((veld) => veld.split('.', 2));
    return rijen.map((waarden) => zetTerug(paden, waarden) as T);
  });
}

function zetTerug(paden: readonly string[][], waarden: readonly unknown[]): Velden {
  const rij: Velden = {};
  paden.forEach(([buiten = '', binnen], nummer) => {
    if (binnen === undefined) rij[buiten] = waarden[nummer];
    else ((rij[buiten] ??= {}) as Velden)[binnen] = waarden[nummer];
  });
  return rij;
}
