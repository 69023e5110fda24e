/** A phone as far as those need it who read what was changed: `+7…4567`. */
export function maskedPhone(phone: string | null): string | null {
  return phone === null ? null : `${phone.slice(0, 2)}…${phone.slice(-4)}`;
}

/** A name as far as those need it who read what was changed: `М…`. */
export function maskedName(name: string | null): string | null {
  return name === null ? null : `${Array.from(name)[0] ?? ''}…`;
}
