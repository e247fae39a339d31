import thema from '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css?raw';
import { expect, test } from 'vitest';
import { keepUsedTokens } from '../thema.ts';
import donker from './stijl/donker.css?raw';

test('the theme keeps our tokens and loses those of other libraries', () => {
  const css = '.voorbeeld-theme {\n  --basis-size-sm: 32px;\n  --utrecht-button-color: red;\n  --nl-button-min: 1px;\n}\n';
  expect(keepUsedTokens(css)).toBe('.voorbeeld-theme {\n  --basis-size-sm: 32px;\n  --nl-button-min: 1px;\n}\n');
});

test('every colour of the theme that light shows has a dark twin', () => {
  const kleuren = (css: string): string[] => [...css.matchAll(/^ *(--voorbeeld-kleuren-[a-z0-9-]+):/gm)].map(([, naam]) => naam ?? '');
  const eigen = kleuren(thema).filter((naam) => !naam.includes('violet'));
  expect(eigen.length).toBeGreaterThan(40);
  expect(kleuren(donker).toSorted()).toEqual(eigen.toSorted());
});
