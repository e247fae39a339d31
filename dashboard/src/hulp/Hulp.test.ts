// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { forgetSessie, login } from '../sessie.svelte';
import type { Rol } from '../wire/contract';
import { PLAATSSTATUS, ROL } from '../woorden';
import Hulp from './Hulp.svelte';
import { BETEKENIS, NIET_INGELOGD, WERKPLEK, type Werkplek } from './werkplekken';

const WOORDEN_HOOGSTENS = 28;

afterEach(() => {
  forgetSessie();
  vi.unstubAllGlobals();
});

const zinnen = ({ kop, stappen, weten }: Werkplek): string[] => [kop, ...Object.values(stappen), ...Object.values(weten)];

test('every workplace has help, and no sentence is longer than somebody reads at night', () => {
  expect(Object.keys(WERKPLEK).toSorted()).toEqual(Object.keys(ROL).toSorted());
  const lang = [...Object.values(WERKPLEK), NIET_INGELOGD].flatMap(zinnen).filter((zin) => zin.split(' ').length > WOORDEN_HOOGSTENS);
  expect(lang).toEqual([]);
});

test('every state of a place is explained', () => {
  expect(Object.keys(PLAATSSTATUS).filter((status) => !(status in BETEKENIS))).toEqual([]);
});

describe('the page', () => {
  test.each(Object.keys(ROL) as Rol[])('says to %s what to do first, and whom to call', async (rol) => {
    const sessie = { account: { id: rol, naam: 'Iemand', rol }, organisatie: { id: 'o', naam: 'O', soort: 'x', centrumgemeente: null } };
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(sessie), { status: 201 })));
    await login('x');
    render(Hulp);
    expect(screen.getByRole('heading', { name: WERKPLEK[rol].kop })).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Is het scherm grijs?' })).toBeTruthy();
    expect(screen.getByRole('link', { name: '112' }).getAttribute('href')).toBe('tel:112');
  });

  test('is there before somebody logs in', () => {
    render(Hulp);
    expect(screen.getByRole('heading', { name: 'Voor u inlogt' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Naar inloggen' })).toBeTruthy();
  });
});
