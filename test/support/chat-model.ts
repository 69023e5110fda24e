/** A message of the bot as it stands in a chat now. */
export interface SeenMessage {
  readonly messageId: number;
  readonly text: string;
  readonly buttons: readonly PressableButton[];
}

export interface PressableButton {
  readonly text: string;
  readonly callback_data: string;
}

export function isPressable(button: unknown): button is PressableButton {
  return typeof button === 'object' && button !== null && 'callback_data' in button;
}
