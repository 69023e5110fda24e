/** A picture to be drawn. Plain data: it goes to another thread, with all words in the reader's language. */
export interface ChartOrder {
  readonly title: string;
  readonly subtitle: string;
  /** What the bars are, and what the line is. */
  readonly current: string;
  readonly previous: string;
  /** Below the picture: what the horizontal axis counts. */
  readonly axis: string;
  readonly panels: readonly ChartPanel[];
  /** How numbers are written: a BCP 47 tag. */
  readonly languageTag: string;
}

/** One diagram of the picture. The lists have one entry for each place on the horizontal axis. */
export interface ChartPanel {
  readonly title: string;
  readonly labels: readonly string[];
  readonly current: readonly number[];
  readonly previous: readonly number[];
  /** ISO 4217: the numbers are amounts in whole units of it. Null: they count something. */
  readonly currency: string | null;
}
