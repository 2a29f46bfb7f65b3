// cantref.js - what a page does besides where a browser runs scripts: nothing that a page needs.
// Loaded as a module, so that browsers too old for it never see it.
document.body.className += " js-enabled govuk-frontend-supported";

// A form is sent once, however often its button is pressed. Back again, it can be sent anew.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  }
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
  }
});

// What is wrong is read first; its links lead to the first field of those that they name.
const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) {
      event.preventDefault();
      const part = field.closest("fieldset") || document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
      (part || field).scrollIntoView();
      field.focus({ preventScroll: true });
    }
  });
}

// On a phone the links of the menu are folded away behind a button.
const toggle = document.querySelector(".govuk-js-service-navigation-toggle");
const menu = toggle && document.getElementById(toggle.getAttribute("aria-controls"));
if (menu && menu.children.length > 3) {
  const wide = matchMedia("(min-width: 40.0625em)");
  const open = (is) => {
    menu.hidden = !is && !wide.matches;
    toggle.hidden = wide.matches;
    toggle.setAttribute("aria-expanded", is);
  };
  toggle.removeAttribute("aria-hidden");
  toggle.addEventListener("click", () => open(menu.hidden));
  wide.addEventListener("change", () => open(false));
  open(false);
}

// Choices with a field of their own: shown with their choice.
const conditional = (input) => document.getElementById(input.dataset.ariaControls);
const showConditional = (input) => {
  conditional(input).classList.toggle(`govuk-${input.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`, !input.checked);
  input.setAttribute("aria-expanded", input.checked);
};
const withField = [...document.querySelectorAll("input[data-aria-controls]")].filter(conditional);
for (const input of withField) {
  input.setAttribute("aria-controls", input.dataset.ariaControls);
  showConditional(input);
}
if (withField.length) {
  document.addEventListener("change", () => withField.forEach(showConditional));
  addEventListener("pageshow", () => withField.forEach(showConditional));
}

// Leave at once: the page is emptied before the other comes. Also by pressing Shift three times.
const exit = document.querySelector(".govuk-js-exit-this-page-button");
if (exit) {
  const leave = () => {
    document.body.hidden = true;
    location.replace(exit.href);
  };
  let times = [];
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", (event) => {
    times = event.key === "Shift" && !event.repeat ? [...times, Date.now()].slice(-3) : [];
    if (times.length === 3 && times[2] - times[0] < 5000) leave();
  });
}

// One key a decision: <button data-key="m">; not while something is typed. Whoever speaks to a computer,
// or slips, turns them off (WCAG 2.1.4): <p hidden><input type="checkbox" data-keys-off>, which is kept.
const keys = document.querySelectorAll("[data-key]");
if (keys.length) {
  const off = document.querySelector("[data-keys-off]");
  if (off) {
    off.closest("[hidden]").hidden = false;
    off.checked = localStorage.getItem("keys") === "off";
    off.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
  }
  addEventListener("keydown", (event) => {
    if (off && off.checked) return;
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const key = [...keys].find((each) => each.dataset.key === event.key);
    if (key) {
      event.preventDefault();
      key.click();
    }
  });
}
