import { mount } from 'svelte';
import './lib/tokens.css';
import './lib/base.css';
import { followLinks } from './lib/router.svelte';
import { session } from './lib/session.svelte';
import App from './shell/App.svelte';
import { noticeMissingParts } from './shell/upgrade';

followLinks();
noticeMissingParts();
void session.start();

const target = document.getElementById('app');
if (target) mount(App, { target });
