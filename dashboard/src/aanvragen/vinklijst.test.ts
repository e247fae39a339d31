import { expect, test } from 'vitest';
import type { Registratie } from '../registraties/registratie';
import { afgevinkt, laatste, LEEG_OVERDRACHT, toBody, watOntbreekt } from './vinklijst';

function maakRegistratie(delen: Partial<Registratie> = {}): Registratie {
  return { id: 'r', eigen: true, soort: 'warme_overdracht', moment: 'instroom', gedaanOp: '2026-11-21T20:00:00Z', volledig: true, ontbreekt: [], ...delen };
}

test('the list has seven points', () => {
  expect(afgevinkt(LEEG_OVERDRACHT)).toEqual({ klaar: 0, van: 7 });
  expect(afgevinkt({ onderdelen: ['informatie', 'context'], aanwezig: ['client'], wijze: 'video' })).toEqual({ klaar: 4, van: 7 });
});

test('what is not ticked is not said', () => {
  expect(toBody({ ...LEEG_OVERDRACHT, wijze: 'video' }, '2026-11-21T20:00:00Z')).toEqual({
    soort: 'warme_overdracht',
    moment: 'instroom',
    gedaanOp: '2026-11-21T20:00:00Z',
    wijze: 'video',
  });
});

test('a whole overdracht counts before a later one that lacks something, and other registraties do not', () => {
  const half = maakRegistratie({ id: 'half', volledig: false, gedaanOp: '2026-11-21T22:00:00Z', ontbreekt: ['onderdelen.context', 'aanwezig.client'] });
  expect(laatste([half, maakRegistratie({ id: 'heel' })])?.id).toBe('heel');
  expect(laatste([half, maakRegistratie({ soort: 'intake' }), maakRegistratie({ moment: 'uitstroom' })])?.id).toBe('half');
  expect(laatste([])).toBeUndefined();
  expect(watOntbreekt(half)).toBe('het deel context en de cliënt was erbij');
});
