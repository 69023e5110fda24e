import { createCanvas, GlobalFonts, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Title,
  type ChartConfiguration,
} from 'chart.js';
import type { ChartOrder, ChartPanel } from './chart-order.js';

/** Wide enough to be sharp on a phone, whose screen shows it at about a third of its size. */
const width = 1080;
const headHeight = 150;
const panelHeight = 540;
const footHeight = 20;
const margin = 36;
const family = 'Botel Sans';

/** A sheet of its own, so that the picture reads the same in a light and in a dark chat. */
const colours = {
  paper: '#f7f8fb',
  ink: '#1c2330',
  faint: '#5b6577',
  grid: '#dfe3ea',
  current: '#2f6fde',
  previous: '#e0832f',
} as const;

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Title,
);
GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), family);
GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'), family);

/** Draws the panels of a chart below each other; gives the bytes of a PNG. */
export function paintChart(order: ChartOrder): Uint8Array {
  const height = headHeight + order.panels.length * panelHeight + footHeight;
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, width, height);
  write(pen, order.title, { y: 62, size: 40, weight: 'bold', colour: colours.ink });
  write(pen, order.subtitle, { y: 112, size: 30, weight: 'normal', colour: colours.faint });
  order.panels.forEach((panel, index) => {
    paintPanel(panel, order, (picture) => pen.drawImage(picture, 0, headHeight + index * panelHeight));
  });
  return canvas.toBuffer('image/png');
}

interface Script {
  readonly y: number;
  readonly size: number;
  readonly weight: 'bold' | 'normal';
  readonly colour: string;
}

/** One line in the middle, made smaller when it would not fit. */
function write(pen: SKRSContext2D, text: string, { y, size, weight, colour }: Script): void {
  const plain = text.replace(/[\p{Extended_Pictographic}\u{FE0F}\u{200D}]/gu, '').trim();
  pen.fillStyle = colour;
  pen.textAlign = 'center';
  pen.font = `${weight} ${size}px "${family}"`;
  const room = width - 2 * margin;
  const wide = pen.measureText(plain).width;
  if (wide > room) pen.font = `${weight} ${Math.max(16, Math.floor((size * room) / wide))}px "${family}"`;
  pen.fillText(plain, width / 2, y, room);
}

function paintPanel(panel: ChartPanel, order: ChartOrder, show: (picture: Canvas) => void): void {
  const canvas = createCanvas(width, panelHeight);
  const chart = new Chart(canvas, configure(panel, order));
  chart.draw();
  show(canvas);
  // Wipes the canvas, too.
  chart.destroy();
}

type Config = ChartConfiguration<'bar' | 'line'>;

const font = (size: number, weight: 'normal' | 'bold' = 'normal') => ({ family, size, weight });

function configure(panel: ChartPanel, order: ChartOrder): Config {
  return {
    type: 'bar',
    data: { labels: [...panel.labels], datasets: datasetsOf(panel, order) },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: 1,
      events: [],
      layout: { padding: { left: margin, right: margin, top: 4, bottom: 8 } },
      plugins: {
        title: {
          ...{ display: true, text: panel.title, align: 'start', color: colours.ink },
          ...{ font: font(32, 'bold'), padding: { top: 8, bottom: 24 } },
        },
        legend: {
          ...{ position: 'bottom', align: 'start', reverse: true },
          labels: {
            color: colours.ink,
            font: font(26),
            usePointStyle: true,
            pointStyleWidth: 56,
            padding: 20,
          },
        },
      },
      scales: scalesOf(panel, order),
    },
  };
}

function datasetsOf(panel: ChartPanel, { current, previous }: ChartOrder): Config['data']['datasets'] {
  return [
    {
      type: 'line',
      label: previous,
      data: [...panel.previous],
      borderColor: colours.previous,
      backgroundColor: colours.previous,
      borderWidth: 5,
      borderDash: [14, 8],
      pointStyle: 'line',
      // A line of one place has no length.
      pointRadius: panel.labels.length > 1 ? 0 : 60,
    },
    {
      type: 'bar',
      label: current,
      data: [...panel.current],
      backgroundColor: colours.current,
      maxBarThickness: 120,
      pointStyle: 'rect',
    },
  ];
}

function scalesOf(
  { currency }: ChartPanel,
  { axis, languageTag }: ChartOrder,
): NonNullable<Config['options']>['scales'] {
  const format = numberFormat(currency, languageTag);
  const script = { color: colours.ink, font: font(26) };
  return {
    x: {
      grid: { display: false },
      title: { display: true, text: axis, color: colours.faint, font: font(24) },
      ticks: { ...script, maxRotation: 0, autoSkip: true, autoSkipPadding: 16 },
    },
    y: {
      beginAtZero: true,
      suggestedMax: 1,
      grid: { color: colours.grid },
      border: { display: false },
      ticks: {
        ...script,
        maxTicksLimit: 6,
        ...(currency === null ? { precision: 0 } : {}),
        callback: (value) => format(Number(value)),
      },
    },
  };
}

/** `12 тыс. ₽`, `$1.5K`, `40`. */
function numberFormat(currency: string | null, languageTag: string): (value: number) => string {
  const format = new Intl.NumberFormat(languageTag, {
    notation: 'compact',
    maximumFractionDigits: 1,
    ...(currency === null
      ? {}
      : { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 0 }),
  });
  return (value) => format.format(value);
}
