/**
 * How sessions are set that write tables out or read them in: what one of them writes is, byte for byte, what another
 * writes of the same rows, whatever the server's own settings are, and rows come in the order in which they lie.
 */
export const copyFormat = [
  'client_encoding=UTF8',
  'timezone=UTC',
  'datestyle=ISO,YMD',
  'intervalstyle=iso_8601',
  'extra_float_digits=1',
  'bytea_output=hex',
  'synchronize_seqscans=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');
