import type { Plugin } from 'vite';

const THEMA = /voorbeeld-design-tokens\/dist\/theme\.css/;
const GEBRUIKT = /^\s*--(basis|voorbeeld|nl-button|nl-link|nl-skip-link|nl-data-badge)-/;

/** Keep only the declarations whose token family this dashboard uses; the theme carries those of ten other libraries. */
export function keepUsedTokens(css: string): string {
  return css
    .split('\n')
    .filter((regel) => !/^\s*--/.test(regel) || GEBRUIKT.test(regel))
    .join('\n');
}

export function themaPlugin(): Plugin {
  return {
    name: 'thema',
    enforce: 'pre',
    transform(code, id) {
      return THEMA.test(id) ? { code: keepUsedTokens(code), map: null } : undefined;
    },
  };
}
