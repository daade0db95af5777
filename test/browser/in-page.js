// What the guard of pages asks inside the browser; it stands beside axe in every page that is opened.
globalThis.inPage = {
  /** Violations of axe, a line each. */
  async axe(options) {
    const { violations } = await globalThis.axe.run(document, { ...options, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id} ${node.target.join(' ')} ${node.failureSummary}`),
    );
  },

  /** Another look, once it is painted: data attributes of the root; null takes one away. */
  async look(attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) delete document.documentElement.dataset[name];
      else document.documentElement.dataset[name] = value;
    }
    await this.painted();
  },

  async painted() {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  },

  /** Buttons, fields and tabs lower than 44 px, and other targets smaller than 24 px; links inside a text are free. */
  smallTargets() {
    return [...document.querySelectorAll('a, button, input, select, textarea, summary')].flatMap(
      (element) => {
        if (['hidden', 'radio', 'checkbox'].includes(element.type) || element.matches('.skip')) return [];
        const { width, height } = element.getBoundingClientRect();
        const isSeen =
          element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 1;
        if (!isSeen || getComputedStyle(element).display === 'inline') return [];
        const isMain = element.matches('.btn, nav.tabs a, select, textarea, input:not([type=file])');
        const least = isMain ? 44 : 24;
        if (height >= least - 0.5 && width >= 24 - 0.5) return [];
        const words = (element.textContent || element.getAttribute('name') || '').trim().slice(0, 30);
        return [
          `${element.tagName}.${element.className} «${words}» ${Math.round(width)}×${Math.round(height)}`,
        ];
      },
    );
  },

  /** How far the page can be scrolled sideways, and what stands out; null where it cannot. */
  overflow() {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    const out = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return `${scrollWidth} px: ${out.join(', ')}`;
  },
};
