const SVG = 'http://www.w3.org/2000/svg';

const paths = {
  send: ['M4 12l16-8-5 16-3.500-6.500z', 'M11.500 13.500L20 4'],
  back: ['M15 5l-7 7 7 7'],
  more: ['M12 5.500v.01', 'M12 12v.01', 'M12 18.500v.01'],
  keyboard: [
    'M4 7h16v10H4z',
    'M7.500 10.300v.01',
    'M10.500 10.300v.01',
    'M13.500 10.300v.01',
    'M16.500 10.300v.01',
    'M8.500 14h7',
  ],
  down: ['M6 10l6 6 6-6'],
  file: ['M7 3.500h7l4 4V20.500H7z', 'M14 3.500v4h4'],
  clip: [
    'M19 11.500l-7.500 7.500a4.600 4.600 0 0 1-6.500-6.500l8-8a3.100 3.100 0 0 1 4.400 4.400l-7.900 7.900a1.500 1.500 0 0 1-2.200-2.200l7-7',
  ],
  picture: ['M4 5h16v14H4z', 'M4 16l4.500-4.500 4 4 2.500-2.500 5 5', 'M15.500 9v.01'],
  pin: ['M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21z', 'M12 9.500v.01'],
  person: [
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
    'M4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
  ],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  bulb: [
    'M9 18h6',
    'M10 21h4',
    'M12 3a6 6 0 0 0-3.500 10.900c.6.5 1 1.200 1 2v.1h5v-.1c0-.8.4-1.500 1-2A6 6 0 0 0 12 3z',
  ],
  open: ['M8 16L16 8', 'M9.500 8H16v6.500'],
  copy: ['M9 9h10v10H9z', 'M15 9V5H5v10h4'],
  phone: ['M6.500 3.500l3 5-2 2c1 2.500 3.500 5 6 6l2-2 5 3c-.5 2-2 3-4 3-6 0-13-7-13-13 0-2 1-3.500 3-4z'],
  block: ['M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17z', 'M6 6l12 12'],
  play: ['M8 5l11 7-11 7z'],
  link: ['M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1', 'M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1'],
  restart: ['M19 12a7 7 0 1 1-2-5', 'M19.500 3.500V8H15'],
  check: ['M5 12.500l4.500 4.500L19 7.500'],
};

/**
 * A line icon, hidden from screen readers: the control around it carries the label.
 * @param {keyof typeof paths} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
