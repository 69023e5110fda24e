import { desk, type DeskRoute } from '../desk-route.js';
import {
  choosePreset,
  clearSetting,
  openSetting,
  openSettingGroup,
  openSettings,
  resetSetting,
  takePlace,
  typeSetting,
  weighPlace,
} from './data.js';
import { askForSetting } from './questions.js';
import { change, showGroup, showSetting, showSettings, takePreset, weigh } from './react.js';

export const settingsRoutes: readonly DeskRoute[] = [
  desk(openSettings, 'salon.view', showSettings),
  desk(openSettingGroup, 'salon.view', (turn, { group }) => showGroup(turn, group)),
  desk(openSetting, 'salon.view', (turn, { key }) => showSetting(turn, key)),
  desk(choosePreset, 'settings.edit', takePreset),
  desk(typeSetting, 'settings.edit', askForSetting),
  desk(clearSetting, 'settings.edit', (turn, { key, version }) =>
    change(turn, { key, to: { value: null }, expectedVersion: version }),
  ),
  desk(resetSetting, 'settings.edit', (turn, { key, version }) =>
    change(turn, { key, to: null, expectedVersion: version }),
  ),
  desk(weighPlace, 'settings.edit', async (turn, order) => {
    const screen = await weigh(turn, order);
    return screen === null ? showSetting(turn, order.key) : { screen };
  }),
  desk(takePlace, 'settings.edit', (turn, { key, name, version }) =>
    change(turn, {
      key,
      to: name === turn.tenant.starting[key] ? null : { value: name },
      expectedVersion: version,
    }),
  ),
];
