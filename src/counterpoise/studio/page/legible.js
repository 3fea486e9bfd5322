// No word of a drawing is smaller than can be read: what a narrow column would shrink further is set larger.

export const LEAST = 11; // pixels, as rendered

const observer = new ResizeObserver((seen) => { for (const { target } of seen) fit(target); });

/** Keep the words of a drawing legible, whatever width it is given. */
export function legible(svg) { observer.observe(svg); }

function fit(svg) {
  const sheet = svg.viewBox.baseVal.width;
  const scale = sheet ? svg.getBoundingClientRect().width / sheet : 0;
  if (!scale) return;
  const least = (LEAST + 0.02) / scale;
  const usual = Number(svg.getAttribute("font-size")) || 12.5;
  for (const text of svg.querySelectorAll("text")) {
    const own = Number(text.getAttribute("font-size")) || usual;
    text.style.fontSize = own < least ? `${least.toFixed(2)}px` : "";
  }
}
