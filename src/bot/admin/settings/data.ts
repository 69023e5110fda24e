import { settingGroupNames, settingKeys } from '../../../domain/setting-rules.js';
import { action, choice, integer, type Field } from '../../callback-data.js';

const key = choice(...settingKeys);
const version = integer(0, 2 ** 31 - 1);
/** The name of a zone, or the code of a currency. */
const placeName: Field<string> = {
  write: (name) => name,
  read: (text) => (/^[A-Za-z0-9_+/-]{1,40}$/.test(text) ? text : undefined),
  samples: ['Europe/Berlin', 'EUR'],
};

export const openSettings = action('gst', 1, {});
export const openSettingGroup = action('ggr', 1, { group: choice(...settingGroupNames) });
export const openSetting = action('gse', 1, { key });
/** One of the values on the buttons. */
export const choosePreset = action('gpr', 1, { key, preset: integer(0, 50), version });
/** Asks for a value of one's own. */
export const typeSetting = action('gty', 1, { key, version });
/** Leaves it empty. */
export const clearSetting = action('gcl', 1, { key, version });
export const resetSetting = action('grs', 1, { key, version });
/** Says what another zone or currency means, before it is taken. */
export const weighPlace = action('gwp', 1, { key: choice('zone', 'currency'), name: placeName, version });
export const takePlace = action('gtp', 1, { key: choice('zone', 'currency'), name: placeName, version });
