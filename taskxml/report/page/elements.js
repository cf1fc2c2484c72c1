// Text, and elements of HTML and SVG.
/** Characters that are not seen, or change the direction of writing, are named. */
const unseen = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]', 'g');
const shown = (text) => String(text).replace(
  unseen, (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);

const number = (value) => value.toLocaleString('en');
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** An element with attributes and children; strings become text. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}

/** Text of a definition: its direction is its own. */
const name = (text) => make('bdi', {}, shown(text));

function rectangle(x, width, kind) {
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  rect.setAttribute('x', x);
  rect.setAttribute('y', 0);
  rect.setAttribute('width', width);
  rect.setAttribute('height', 10);
  rect.setAttribute('class', kind);
  return rect;
}

/** A bar of parts [[value, kind]...]; the text that says the same stands beside it. */
function bar(parts, whole, kind) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 1000 10');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  if (kind) svg.setAttribute('class', kind);
  svg.append(rectangle(0, 1000, 'track'));
  let x = 0;
  for (const [value, of] of parts) {
    if (value === 0) continue;
    const width = Math.max(3, (1000 * value) / Math.max(1, whole));
    svg.append(rectangle(x, width, of));
    x += width;
  }
  return svg;
}
