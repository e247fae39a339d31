import '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css';
import './stijl/index.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { beginTaal } from './taal.svelte';

const plek = document.getElementById('app');
if (!plek) throw new Error('index.html has no element #app');
await beginTaal();
mount(App, { target: plek });
