import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

export const VOORUIT = 'vooruit.json';
const DEEL = /'(\/[a-z]+)': \(\) => import\('\.(\/[^']+)'\)/g;

/** The part of a file that is built which matters here. */
export interface Stuk {
  fileName: string;
  facadeModuleId: string | null;
  imports: readonly string[];
  css: readonly string[];
}

/** Of each page in `delen.ts` the files that only it needs, styles included; what every page begins with is named by the page itself. */
export function makeVooruit(delen: string, stukken: readonly Stuk[], begin: ReadonlySet<string>): Record<string, string[]> {
  const opNaam = new Map(stukken.map((stuk) => [stuk.fileName, stuk]));
  const vooruit: Record<string, string[]> = {};
  for (const [, pad = '', bron = ''] of delen.matchAll(DEEL)) {
    const deel = stukken.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src${bron}`));
    if (!deel) throw new Error(`nothing was built of ${bron}`);
    const nodig = new Set<Stuk>();
    collect(deel, opNaam, nodig);
    const namen = [...nodig].flatMap(({ fileName, css }) => [fileName, ...css]);
    vooruit[pad] = [...new Set(namen)].filter((naam) => !begin.has(naam)).map((naam) => `/${naam}`).toSorted();
  }
  return vooruit;
}

function collect(stuk: Stuk, opNaam: ReadonlyMap<string, Stuk>, nodig: Set<Stuk>): void {
  if (nodig.has(stuk)) return;
  nodig.add(stuk);
  for (const naam of stuk.imports) {
    const geleend = opNaam.get(naam);
    if (geleend) collect(geleend, opNaam, nodig);
  }
}

/** Write down which files a page needs, so that the service can name them with the page: on a slow line that is a journey less. */
export function vooruitPlugin(): Plugin {
  return {
    name: 'vooruit',
    enforce: 'post',
    generateBundle(_, bundel) {
      const stukken = Object.values(bundel).flatMap((deel) =>
        deel.type === 'chunk'
          ? [{ fileName: deel.fileName, facadeModuleId: deel.facadeModuleId, imports: deel.imports, css: [...(deel.viteMetadata?.importedCss ?? [])] }]
          : [],
      );
      const pagina = bundel['index.html'];
      if (pagina?.type !== 'asset') return this.error('there is no page');
      const begin = new Set([...String(pagina.source).matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, naam = '']) => naam));
      const vooruit = makeVooruit(readFileSync('src/delen.ts', 'utf8'), stukken, begin);
      this.emitFile({ type: 'asset', fileName: VOORUIT, source: JSON.stringify(vooruit) });
    },
  };
}
