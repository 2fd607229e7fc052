import type { Setting } from '../messages.ts';
import { byId, post } from './elements.ts';

const stages = byId('stages', HTMLSelectElement);

/** Says what stands where, and what to try. */
export function showSetting(setting: Setting): void {
  const { clients, curl, upstream, proxy } = setting;
  byId('clients', HTMLElement).textContent = clients;
  byId('upstream', HTMLElement).textContent = upstream;
  byId('proxy', HTMLElement).textContent = proxy;
  byId('try-curl', HTMLElement).textContent = `${curl} http://${clients}/`;
  const port = clients.replace(/^.*:/, '');
  byId('try-nc', HTMLElement).textContent = `npm run nc -- ${port}`;
  showStages(setting);
}

function showStages({ stage, stages: all }: Setting): void {
  byId('stage-choice', HTMLElement).hidden = all.length === 0;
  byId('proxy', HTMLElement).hidden = all.length > 0;
  if (stages.options.length !== all.length) {
    const options = all.map(
      ({ number, name }) => new Option(`Stage ${number}: ${name}`, `${number}`),
    );
    stages.replaceChildren(...options);
  }
  stages.value = `${stage ?? ''}`;
}

/** Calls when another stage was chosen. */
export function onStage(work: (change: Promise<void>) => void): void {
  stages.addEventListener('change', () =>
    work(post(`/stage?number=${stages.value}`)),
  );
}
