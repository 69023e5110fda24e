export const roles = ['owner', 'manager', 'staff', 'viewer'] as const;
export type Role = (typeof roles)[number];

/**
 * Who may do what at the salon's desk: the one table of permissions. `staff` sees and changes only the own calendar and
 * the own bookings; that narrowing is made by the commands, which are told whose calendar it is.
 */
const table = {
  'desk.open': ['owner', 'manager', 'staff', 'viewer'],
  /** Own PIN and what one is told about. */
  'self.edit': ['owner', 'manager', 'staff', 'viewer'],
  'bookings.view': ['owner', 'manager', 'staff', 'viewer'],
  'bookings.edit': ['owner', 'manager', 'staff'],
  'bookings.mass': ['owner', 'manager'],
  'time.block': ['owner', 'manager', 'staff'],
  'clients.view': ['owner', 'manager', 'viewer'],
  'clients.edit': ['owner', 'manager'],
  'reviews.view': ['owner', 'manager', 'viewer'],
  'reviews.answer': ['owner', 'manager'],
  'numbers.view': ['owner', 'manager', 'viewer'],
  'data.export': ['owner', 'manager'],
  'broadcasts.send': ['owner', 'manager'],
  'salon.view': ['owner', 'manager', 'viewer'],
  'services.edit': ['owner', 'manager'],
  'staff.edit': ['owner', 'manager'],
  'hours.edit': ['owner', 'manager'],
  'settings.edit': ['owner'],
  'texts.edit': ['owner'],
  'admins.edit': ['owner'],
  'audit.view': ['owner'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof table;
export const permissions = Object.keys(table) as readonly Permission[];

/** Whether a role has a permission. */
export function may(role: Role, permission: Permission): boolean {
  return (table[permission] as readonly Role[]).includes(role);
}
