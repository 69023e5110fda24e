import type { PersonSetup } from './face.js';
import type { Party } from './message.js';

/** Somebody who may chat with the bots. Details may change; the id stays. */
export class PersonRecord {
  party: Party;

  constructor(public details: PersonSetup) {
    this.party = toParty(details);
  }

  get id(): number {
    return this.details.id;
  }

  change(details: PersonSetup): void {
    this.details = details;
    this.party = toParty(details);
  }
}

function toParty({ id, firstName, lastName, username, languageCode }: PersonSetup): Party {
  return {
    id,
    is_bot: false,
    first_name: firstName,
    ...(lastName === undefined ? {} : { last_name: lastName }),
    ...(username === undefined ? {} : { username }),
    ...(languageCode === undefined ? {} : { language_code: languageCode }),
  };
}
