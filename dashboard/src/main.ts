import '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css';
import './stijl/index.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { isBack, leave, openedBy } from './onderdelen/weg';
import { loadAhead } from './delen';
import { beginTaal } from './taal.svelte';

const plek = document.getElementById('app');
if (!plek) throw new Error('index.html has no element #app');
// Who left quickly and comes back by the browser's own button sees nothing of this.
if (isBack(openedBy())) leave();
else {
  loadAhead(location.pathname);
  await beginTaal();
  mount(App, { target: plek });
}
