import type { feedback as original } from '../ru/feedback.js';

export const feedback = {
  'feedback.ask':
    '<b>How was your visit?</b>\n\n{service}, {date}\nWith: {master}\n\nPlease rate it from 1 to 5.',
  'feedback.thanks_stars': '<b>Thank you for rating us!</b> {stars}',
  'feedback.invite_happy': 'What did you like? Send us a few words in your next message.',
  'feedback.invite_sorry':
    'We are sorry it was not perfect. What should we put right? Send us a few words in your next message.',
  'feedback.invite_privacy': 'Other clients will see your review without your name: only its first letter.',
  'feedback.skip': 'Skip',
  'feedback.thanks': '<b>Thank you!</b> Your opinion helps us to get better.\n\nWhat else can we do for you?',
  'feedback.already': 'Thank you, we have your rating already',
  'feedback.not_took_place': 'Only visits that took place can be rated',
  'feedback.empty': 'There is nothing to read in that message. Please use words.',
  'feedback.too_long':
    'That is {length, plural, one {# character} other {# characters}}, and there is room for {most, number}. Please make it shorter.',
} as const satisfies Record<keyof typeof original, string>;
