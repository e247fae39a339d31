import { expect, test } from 'vitest';
import { paginaOp, paginasVan } from './paginas';
import { thuis } from './sessie.svelte';
import { ROL } from './woorden';
import type { Rol } from './wire/contract';

test.each(Object.keys(ROL) as Rol[])('%s starts on a page of its own', (rol) => {
  expect(paginasVan(rol).length).toBeGreaterThan(0);
  expect(paginaOp(rol, thuis(rol))).toBe(thuis(rol));
});

test('a page of another role is none, and what hangs under a page belongs to it', () => {
  expect(paginaOp('gemeente', '/plaatsen')).toBeNull();
  expect(paginaOp('coordinator', '/aanvragen/nieuw')).toBe('/aanvragen');
  expect(paginaOp('coordinator', '/aanvragenlijst')).toBeNull();
  expect(paginaOp('opvang', '/')).toBeNull();
});
