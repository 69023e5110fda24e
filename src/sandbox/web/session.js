import { api } from './api.js';
import { listen } from './events.js';
import { recall, remember } from './memory.js';
import { readRoute, routeHash } from './route.js';
import { chatOf, currentBot, emit, store } from './store.js';
import { applyEvent, applySnapshot } from './updates.js';

const AT_ONCE = 4;
const RETRY_MS = 1000;
let stopListening = () => {};
/** Counts the choices of a person: what an older choice still had under way is dropped. */
let generation = 0;
let refreshing = false;
let refreshWanted = false;

/** Starts the page: reads the address, then the sandbox, then listens. */
export function startSession() {
  window.addEventListener('hashchange', followRoute);
  followRoute();
  if (store.me === null) void connect();
}

function followRoute() {
  const route = readRoute();
  const kept = Number(recall('person') ?? 0);
  const wanted = route.as ?? store.me ?? (kept === 0 ? null : kept);
  const personChanged = wanted !== store.me;
  store.bot = route.bot;
  store.payload = route.start;
  if (personChanged) {
    become(wanted);
    void connect();
  }
  emit('bot');
}

function become(person) {
  store.me = person;
  store.chats = new Map();
  if (person !== null) remember('person', String(person));
  emit('me');
}

/** @param {number} person */
export function choosePerson(person) {
  location.hash = routeHash({ bot: store.bot, as: person, start: store.payload });
}

/** @param {string | null} bot @param {string | null} [start] */
export function openChat(bot, start = null) {
  location.hash = routeHash({ bot, as: store.me, start });
}

/** The start parameter has been used, or was thrown away. */
export function dropPayload() {
  if (store.payload === null) return;
  store.payload = null;
  history.replaceState(null, '', routeHash({ bot: store.bot, as: store.me }));
  emit('chat', store.bot);
}

async function connect() {
  stopListening();
  generation += 1;
  const mine = generation;
  try {
    await readState();
  } catch {
    return connectAgain(mine);
  }
  if (mine !== generation) return;
  settlePerson();
  if (store.me === null) return connectAgain(mine);
  stopListening = listenAs(store.me, mine);
}

function listenAs(person, mine) {
  let early = [];
  let caughtUp = false;
  return listen(api.eventsUrl(person), {
    onOpen: () => {
      early = [];
      caughtUp = false;
      void catchUp(mine).then((done) => {
        if (!done) return;
        caughtUp = true;
        early.forEach(receive);
      });
    },
    onLost: () => setConnection('lost'),
    // What happens while the chats are being read is applied after them.
    onEvent: (event) => (caughtUp ? receive(event) : early.push(event)),
  });
}

function connectAgain(mine) {
  if (mine !== generation) return;
  setConnection('lost');
  setTimeout(() => mine === generation && void connect(), RETRY_MS);
}

function setConnection(connection) {
  store.connection = connection;
  emit('connection');
}

function receive(event) {
  if (event.type === 'bots') void refreshBots();
  else applyEvent(event);
}

/** Many bots starting at once tell many changes: one reading at a time, and one more after the last. */
async function refreshBots() {
  refreshWanted = true;
  if (refreshing) return;
  refreshing = true;
  const mine = generation;
  try {
    while (refreshWanted) {
      refreshWanted = false;
      await readState();
      await readChats(
        mine,
        store.bots.filter((bot) => !chatOf(bot.username).loaded),
      );
    }
  } catch {
    connectAgain(mine);
  } finally {
    refreshing = false;
  }
}

/** Reads everything anew; false when that failed, or when somebody else was chosen meanwhile. */
async function catchUp(mine) {
  try {
    await readState();
    if (mine !== generation) return false;
    if (settlePerson()) {
      void connect();
      return false;
    }
    await readChats(mine, store.bots);
  } catch {
    connectAgain(mine);
    return false;
  }
  if (mine !== generation) return false;
  setConnection('open');
  return true;
}

async function readState() {
  const state = await api.state(store.me);
  store.bots = state.bots;
  store.people = state.people;
  store.hints = state.hints ?? [];
  store.clockOffset = state.now - Date.now();
  store.canTurnClock = state.canTurnClock === true;
  emit('people');
  emit('bots');
  emit('hints');
  emit('clock');
}

/** Takes the first person when none, or one who is not here, was asked for; true when that changed who we are. */
function settlePerson() {
  if (store.people.length === 0 || store.people.some((person) => person.id === store.me)) return false;
  const first = store.people[0].id;
  history.replaceState(null, '', routeHash({ bot: store.bot, as: first, start: store.payload }));
  become(first);
  return true;
}

async function readChats(mine, bots) {
  // The chat on the screen first; the others follow, a few at a time.
  const waiting = [...bots].sort(
    (one, other) => Number(other === currentBot()) - Number(one === currentBot()),
  );
  const worker = async () => {
    for (let bot = waiting.shift(); bot !== undefined; bot = waiting.shift()) {
      const snapshot = await api.chat(store.me, bot.username);
      if (mine !== generation) return;
      applySnapshot(bot.username, snapshot);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (mine === generation) emit('chats');
}
