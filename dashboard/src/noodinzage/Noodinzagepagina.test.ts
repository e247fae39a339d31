// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetSessie, login } from '../sessie.svelte';
import { stubDienst, weiger } from '../testgegevens/dienst';
import type { Rol } from '../wire/contract';
import Noodinzagepagina from './Noodinzagepagina.svelte';
import { leesKenmerk, readVraag, statusOp, type BeideKanten, type Noodinzage } from './vormen';

const user = userEvent.setup();
const LANDELIJK = 'landelijk-org';
const STRAKS = new Date(Date.now() + 3_600_000).toISOString();
const NOOD: Noodinzage = {
  id: 'n1',
  referentie: '7QK2-9M',
  reden: 'vermist',
  status: 'gevraagd',
  gevraagdDoor: 'ik',
  gevraagdVoor: LANDELIJK,
  gevraagdOp: new Date().toISOString(),
  vervaltOp: STRAKS,
  goedgekeurdDoor: null,
  goedgekeurdVoor: null,
  goedgekeurdOp: null,
  verlooptOp: null,
  beeindigdOp: null,
  revisie: 1,
};
const OPEN: Noodinzage = { ...NOOD, status: 'open', goedgekeurdDoor: 'ander', goedgekeurdVoor: 'elders', goedgekeurdOp: NOOD.gevraagdOp, verlooptOp: STRAKS, revisie: 2 };
const BEIDE: BeideKanten = {
  ...OPEN,
  herkomst: { kenmerk: 'K7QF-2M9D', aanvraag: 'a', status: 'gereserveerd', gemeente: 'GM0228', organisatie: { id: 'v', naam: 'Veilig Thuis Voorbeeld' } },
  bestemming: {
    plaatsing: 'p',
    status: 'gereserveerd',
    centrumgemeente: 'GM0193',
    organisatie: { id: 'o', naam: 'Opvang Voorbeeld' },
    huis: { id: 'h', code: 'H07' },
    plaatsen: ['7QK2'],
    aangekomenOp: null,
  },
};

let lijst: Noodinzage[];
let antwoorden: Record<string, [number, unknown]>;

function dienst(): ReturnType<typeof stubDienst> {
  return stubDienst(({ method, pad }) => {
    if (method === 'GET' && pad === '/v1/noodinzagen') return [200, { noodinzagen: lijst, volgende: null }];
    if (pad === '/v1/organisaties') return [200, { organisaties: [{ id: LANDELIJK, naam: 'Landelijke coördinatie' }] }];
    if (pad.startsWith('/v1/gemeenten')) return [200, { gemeenten: [{ code: 'GM0228', naam: 'Ede' }] }];
    if (pad.startsWith('/v1/centrumgemeenten')) return [200, { centrumgemeenten: [{ code: 'GM0193', naam: 'Zwolle' }] }];
    return antwoorden[`${method} ${pad}`] ?? [404, {}];
  });
}

async function als(rol: Rol, organisatie: string, account = 'ik'): Promise<void> {
  const sessie = { account: { id: account, naam: 'Iemand', rol }, organisatie: { id: organisatie, naam: 'O', soort: 'x', centrumgemeente: null } };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(sessie), { status: 201 })));
  await login('x');
}

beforeEach(() => {
  [lijst, antwoorden] = [[NOOD], {}];
});
afterEach(() => {
  forgetSessie();
  vi.unstubAllGlobals();
});

describe('landelijk', () => {
  test('asks with a kenmerk as it is said on the telephone, and a reason of the list', async () => {
    await als('landelijk', LANDELIJK);
    antwoorden['POST /v1/noodinzagen'] = [201, NOOD];
    const verzoeken = dienst();
    render(Noodinzagepagina, { rol: 'landelijk' });
    await user.click(await screen.findByRole('button', { name: 'Vraag een noodinzage' }));
    await user.click(screen.getByRole('button', { name: 'Vraag goedkeuring' }));
    expect(screen.getAllByText('Kies een reden.').length).toBeGreaterThan(0);
    await user.type(screen.getByLabelText('Wat is het kenmerk?'), 'k7qf 2m9d');
    await user.click(screen.getByLabelText('Iemand wordt vermist'));
    await user.click(screen.getByRole('button', { name: 'Vraag goedkeuring' }));
    await vi.waitFor(() => expect(screen.queryByLabelText('Wat is het kenmerk?')).toBeNull());
    expect(verzoeken.find(({ method }) => method === 'POST')?.body).toEqual({ kenmerk: 'K7QF-2M9D', reden: 'vermist' });
    expect(screen.getByText(/Noem het nummer 7QK2-9M/)).toBeTruthy();
  });

  test('sees both sides only when asked for, with the word that the house knows', async () => {
    await als('landelijk', LANDELIJK);
    lijst = [OPEN];
    antwoorden['GET /v1/noodinzagen/n1'] = [200, BEIDE];
    const verzoeken = dienst();
    render(Noodinzagepagina, { rol: 'landelijk' });
    const knop = await screen.findByRole('button', { name: /Toon beide kanten/ });
    expect(screen.getByRole('timer').textContent).toMatch(/^(60:0\d|59:\d\d)$/);
    expect(verzoeken.some(({ pad }) => pad === '/v1/noodinzagen/n1')).toBe(false);
    expect(screen.queryByText('H07')).toBeNull();
    await user.click(knop);
    expect(await screen.findByText('Het huis en de aanvrager weten dit')).toBeTruthy();
    expect(screen.getByText('Ede')).toBeTruthy();
    expect(screen.getByText('Zwolle')).toBeTruthy();
    expect(screen.getByText('H07')).toBeTruthy();
  });

  test('ends it, and then nothing is left on the screen', async () => {
    await als('landelijk', LANDELIJK);
    lijst = [OPEN];
    antwoorden['GET /v1/noodinzagen/n1'] = [200, BEIDE];
    antwoorden['POST /v1/noodinzagen/n1/einde'] = [200, OPEN];
    dienst();
    render(Noodinzagepagina, { rol: 'landelijk' });
    await user.click(await screen.findByRole('button', { name: /Toon beide kanten/ }));
    await screen.findByText('H07');
    lijst = [{ ...OPEN, status: 'beeindigd', beeindigdOp: OPEN.gevraagdOp }];
    await user.click(screen.getByRole('button', { name: /Beëindig/ }));
    await vi.waitFor(() => expect(screen.queryByText('H07')).toBeNull());
    expect(screen.getByText('Beëindigd')).toBeTruthy();
  });

  test('hears why nothing is shown', async () => {
    await als('landelijk', LANDELIJK);
    lijst = [OPEN];
    antwoorden['GET /v1/noodinzagen/n1'] = weiger(409, 'overgang', 'Deze noodinzage is voorbij.');
    dienst();
    render(Noodinzagepagina, { rol: 'landelijk' });
    await user.click(await screen.findByRole('button', { name: /Toon beide kanten/ }));
    expect(await screen.findByText('Deze noodinzage is voorbij.')).toBeTruthy();
  });
});

describe('somebody of another organisation', () => {
  test('approves what waits, and does not ask', async () => {
    await als('fg', 'elders', 'fg');
    antwoorden['POST /v1/noodinzagen/n1/goedkeuring'] = [200, OPEN];
    const verzoeken = dienst();
    render(Noodinzagepagina, { rol: 'fg' });
    await user.click(await screen.findByRole('button', { name: /Keur goed/ }));
    expect(verzoeken.some(({ method, pad }) => method === 'POST' && pad === '/v1/noodinzagen/n1/goedkeuring')).toBe(true);
    expect(screen.queryByRole('button', { name: 'Vraag een noodinzage' })).toBeNull();
  });

  test('of the same organisation there is no button to approve with', async () => {
    await als('fg', LANDELIJK, 'fg');
    dienst();
    render(Noodinzagepagina, { rol: 'fg' });
    await screen.findByText('Wacht op goedkeuring');
    expect(screen.queryByRole('button', { name: /Keur goed/ })).toBeNull();
  });

  test('finds nothing when nothing waits', async () => {
    await als('auditor', 'elders', 'a');
    lijst = [];
    dienst();
    render(Noodinzagepagina, { rol: 'auditor' });
    expect(await screen.findByText('Er wacht geen noodinzage op goedkeuring.')).toBeTruthy();
  });
});

describe('what a noodinzage is by the clock', () => {
  const eind = Date.parse(STRAKS);
  test.each([
    [NOOD, eind - 1, 'gevraagd'],
    [NOOD, eind, 'vervallen'],
    [OPEN, eind - 1, 'open'],
    [OPEN, eind, 'verlopen'],
    [{ ...OPEN, status: 'beeindigd' as const }, eind, 'beeindigd'],
  ])('%# it ends by time alone', (nood, nu, status) => expect(statusOp(nood, nu)).toBe(status));
});

test.each([
  ['k7qf2m9d', 'K7QF-2M9D'],
  [' K7QF - 2M9D ', 'K7QF-2M9D'],
  ['K7QF', 'K7QF'],
])('%s is read as %s', (getypt, kenmerk) => expect(leesKenmerk(getypt)).toBe(kenmerk));

test('what is not filled in is named', () => {
  expect(readVraag('', '')).toMatchObject({ fouten: [{ veld: 'kenmerk' }, { veld: 'reden' }] });
  expect(readVraag('K7QF-2M9D', 'vermist')).toEqual({ body: { kenmerk: 'K7QF-2M9D', reden: 'vermist' } });
});
