const BESTANDEN = import.meta.glob<{ default: Record<string, string> }>('./en/*.ts', { eager: true });

/** English for every Dutch text in the source, one file for each folder. */
export const ENGELS: Record<string, string> = Object.assign({}, ...Object.values(BESTANDEN).map((bestand) => bestand.default));
