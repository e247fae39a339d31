// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetSessie, login, sessie } from '../sessie.svelte';
import { stubDienst, type Verzoek } from '../testgegevens/dienst';
import { ACCOUNT, maakVerzending } from '../testgegevens/postvak';
import { clearPostvak, startPostvak } from './postvak.svelte';
import Uitlogknop from './Uitlogknop.svelte';

const user = userEvent.setup();
let verzoeken: Verzoek[];
window.scrollTo = () => undefined;

beforeEach(async () => {
  // jsdom draws no dialogs.
  HTMLDialogElement.prototype.showModal = function (): void {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function (): void {
    this.open = false;
  };
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  verzoeken = stubDienst(({ method }) => (method === 'DELETE' ? [204, null] : [200, { account: { id: ACCOUNT, rol: 'opvang' } }]));
  await login(ACCOUNT);
});

afterEach(() => {
  clearPostvak();
  forgetSessie();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const uitgelogd = (): boolean => verzoeken.some(({ method }) => method === 'DELETE');

test('with nothing waiting it logs out at once', async () => {
  startPostvak(ACCOUNT, () => undefined);
  render(Uitlogknop);
  await user.click(screen.getByRole('button', { name: 'Uitloggen' }));
  await vi.waitFor(() => expect(uitgelogd()).toBe(true));
  expect(sessie.huidige).toBeNull();
});

test('while something waits it warns first, and forgets it only when told to', async () => {
  localStorage.setItem('verzending:v1', JSON.stringify(maakVerzending({ getiktOp: Date.now() })));
  startPostvak(ACCOUNT, () => undefined);
  render(Uitlogknop);
  await user.click(screen.getByRole('button', { name: 'Uitloggen' }));
  expect(screen.getByRole('heading', { name: 'Nog niet verstuurd: 1 tik' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Blijf ingelogd' }));
  expect([uitgelogd(), localStorage.length]).toEqual([false, 1]);
  await user.click(screen.getByRole('button', { name: 'Uitloggen' }));
  await user.click(screen.getByRole('button', { name: 'Wis en log uit' }));
  await vi.waitFor(() => expect(uitgelogd()).toBe(true));
  await vi.waitFor(() => expect(localStorage).toHaveLength(0));
});
