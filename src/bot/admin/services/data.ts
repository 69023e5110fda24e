import { serviceFields } from '../../../domain/catalogue-fields.js';
import { templateNames } from '../../../domain/templates.js';
import { visitLimits } from '../../../domain/visit-length.js';
import { action, choice, integer, rowId } from '../../callback-data.js';
import { entryButtons, version } from '../catalogue/buttons.js';

export const lengths = ['duration', 'before', 'after'] as const;

const minutes = integer(0, visitLimits.duration.max);

export const serviceButtons = entryButtons('e', serviceFields);
export const listServices = serviceButtons.list;
/** How long the service of a draft lasts. */
export const setDraftLength = action('edu', 1, { draft: rowId, minutes });
/** The service of a draft costs nothing. */
export const makeFree = action('efr', 1, { draft: rowId, minutes });
export const setLength = action('epk', 1, { id: rowId, version, field: choice(...lengths), minutes });
/** The category of the service `anchor`. */
export const setCategory = action('ect', 1, { id: rowId, version, anchor: rowId });
export const setFree = action('ezr', 1, { id: rowId, version });

const template = choice(...templateNames());
export const listTemplates = action('etl', 1, {});
export const viewTemplate = action('etv', 1, { template });
export const takeTemplate = action('etu', 1, { template });
export const leaveEmpty = action('ete', 1, {});
