import { tick } from 'svelte';

let pad = $state.raw(location.pathname);
/** Whether a page was asked for whose code is not here yet. */
let onderweg = false;
/** Whether `#` names something that was not drawn yet. */
let gezocht = false;

/** The path on screen, without a trailing slash. */
export const route = {
  get pad(): string {
    return pad.length > 1 ? pad.replace(/\/+$/, '') : pad;
  },
};

/** Go to another page, put the focus on its heading, its first field (`data-eerst`) or what `#` names, and leave a step back in the browser's history. */
export function go(naar: string, { replace = false } = {}): void {
  if (naar !== location.pathname + location.hash) history[replace ? 'replaceState' : 'pushState'](null, '', naar);
  void show();
}

async function show(): Promise<void> {
  pad = location.pathname;
  await tick();
  onderweg = !land();
}

/** What had to be loaded, or is drawn a turn later, is here: the focus goes where it was to go. */
export function arrive(): void {
  if (onderweg) onderweg = !land();
  else if (gezocht && named()) land();
}

const named = (): HTMLElement | null => (location.hash ? document.getElementById(location.hash.slice(1)) : null);

/** Put the focus on the page; answers whether there was something to put it on. */
function land(): boolean {
  const genoemd = named();
  gezocht = location.hash !== '' && !genoemd;
  for (let vouw = genoemd?.closest('details'); vouw; vouw = vouw.parentElement?.closest('details')) vouw.open = true;
  const eerst = genoemd ? null : document.querySelector<HTMLElement>('[data-eerst]');
  const kop = genoemd ?? eerst ?? document.querySelector<HTMLElement>('h1');
  // What can be filled in has a place among the tab stops already.
  if (!eerst) kop?.setAttribute('tabindex', '-1');
  kop?.focus({ preventScroll: true });
  if (genoemd) genoemd.scrollIntoView({ block: 'center' });
  else window.scrollTo(0, 0);
  return kop !== null;
}

/** Follow clicks on links of our own without loading the page again. Answers how to stop. */
export function startRoute(): () => void {
  pad = location.pathname;
  const click = (gebeurtenis: MouseEvent): void => {
    const link = (gebeurtenis.target as Element | null)?.closest?.('a');
    if (!link || gebeurtenis.defaultPrevented || !isPlain(gebeurtenis)) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    gebeurtenis.preventDefault();
    go(link.pathname + link.hash);
  };
  const back = (): void => void show();
  document.addEventListener('click', click);
  window.addEventListener('popstate', back);
  return () => {
    document.removeEventListener('click', click);
    window.removeEventListener('popstate', back);
  };
}

function isPlain(gebeurtenis: MouseEvent): boolean {
  return gebeurtenis.button === 0 && !(gebeurtenis.metaKey || gebeurtenis.ctrlKey || gebeurtenis.shiftKey || gebeurtenis.altKey);
}
