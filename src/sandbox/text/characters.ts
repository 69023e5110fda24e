/** Characters as the Bot API's limits count them: an emoji outside the basic plane is one, not two. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** Whether every surrogate has its other half; text without cannot be written as UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
