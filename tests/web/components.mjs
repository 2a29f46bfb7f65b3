// components.mjs RENDERER NODE_MODULES [GALLERY] - templates/components held to the design system's own HTML.
//
// govuk-frontend ships fixtures.json with each component: options, and the HTML that they give. Each
// fixture whose options our part has is put through it, by RENDERER (tests/render_template.c), and the
// two are compared as trees: same elements, attributes, classes and text, whatever the white space.
// A fixture with an option that we left out is counted, with the option. A part is filled in here as
// page_component.c does it, or through tests/web/components/NAME.mustache, which says its blocks.
// GALLERY: a page to look at, with all of them; build/assets/ must be beside build/web/.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [renderer, modules, gallery] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(modules, "index.js"));
const { parseFragment } = await import(require.resolve("parse5"));
const components = join(modules, "govuk-frontend/dist/govuk/components");

class Unsupported extends Error {}
const unsupported = (reason) => {
  throw new Unsupported(reason);
};

// Options: what is taken of them is what we have; what is left then, and says something, we have not.
class Options {
  constructor(options, path = "") {
    this.left = { ...options };
    this.path = path;
  }
  take(name, otherwise = null) {
    const value = this.left[name];
    delete this.left[name];
    return value === undefined || value === "" ? otherwise : value;
  }
  text(name = "text") {
    const text = this.take(name);
    return text === null ? null : String(text);
  }
  inner(name) {
    const value = this.take(name);
    return value === null || value === false ? null : new Options(value, `${this.path}${name}.`);
  }
  list(name) {
    return (this.take(name) || []).filter(Boolean).map((each) => new Options(each, `${this.path}${name}.`));
  }
  end() {
    for (const [name, value] of Object.entries(this.left)) {
      const empty = value === null || value === undefined || value === "" || value === false ||
        (typeof value === "object" && Object.keys(value).length === 0);
      if (!empty) unsupported(this.path + name);
    }
  }
}

const label = (options, id) => {
  if (!options) return null;
  const model = {
    text: options.text() ?? (options.left.html ? unsupported(options.path + "html") : null),
    for: id,
    classes: options.take("classes"),
    isPageHeading: Boolean(options.take("isPageHeading")),
  };
  options.end();
  return model.text === null ? unsupported(options.path + "text left out") : model;
};
const hint = (options, id, more = "") => {
  if (!options) return null;
  const classes = options.take("classes");
  const model = { id, text: options.text(), classes: [more, classes].filter(Boolean).join(" ") || null };
  options.end();
  return model.text === null ? unsupported(options.path + "text left out") : model;
};
const error = (options, id) => {
  if (!options) return null;
  const model = { id, text: options.text(), classes: options.take("classes") };
  options.end();
  return model;
};
const described = (id, model, first = []) =>
  [...first, model.hint && `${id}-hint`, model.errorMessage && `${id}-error`].filter(Boolean).join(" ") || null;

function field(o) {
  const name = o.text("name");
  const id = o.text("id") ?? name;
  const model = { name, id, classes: o.take("classes") };
  model.label = label(o.inner("label"), id);
  model.hint = hint(o.inner("hint"), `${id}-hint`);
  model.errorMessage = error(o.inner("errorMessage"), `${id}-error`);
  model.describedBy = described(id, model);
  return model;
}

function fieldset(o) {
  const options = o.inner("fieldset");
  if (!options) return null;
  const model = { classes: options.take("classes"), legend: label(options.inner("legend"), null) };
  options.end();
  return model;
}

function choices(o, kind) {
  const name = o.text("name");
  const id = o.text("idPrefix") ?? name;
  const chosen = o.take("values") ?? [o.take("value")];
  const model = { name, id, classes: o.take("classes") };
  model.hint = hint(o.inner("hint"), `${id}-hint`);
  model.errorMessage = error(o.inner("errorMessage"), `${id}-error`);
  model.describedBy = described(id, model);
  model.fieldset = fieldset(o);
  if (kind === "checkboxes" && !model.fieldset && model.describedBy) unsupported("fieldset left out");
  model.items = (o.take("items") || []).flatMap((each, place) => {
    if (!each) return [];
    const item = new Options(each, "items.");
    const itemId = item.text("id") ?? (place ? `${id}-${place + 1}` : id);
    const checked = item.take("checked");
    const value = item.text("value");
    const divider = item.text("divider");
    const conditional = item.inner("conditional");
    const html = conditional && (conditional.take("html") || null);
    const made = {
      id: itemId,
      value: value ?? "",
      text: item.text(),
      checked: checked ?? (value !== null && chosen.map(String).includes(value)),
      disabled: Boolean(item.take("disabled")),
      divider,
      hint: hint(item.inner("hint"), `${itemId}-item-hint`, `govuk-${kind}__hint`),
      conditionalId: `conditional-${itemId}`,
      conditional: html ? { component: "test/html", html } : null,
    };
    made.describedBy = made.hint ? made.hint.id : null;
    item.end();
    return [made];
  });
  return model;
}

const word = (value) => (value === null ? null : String(value));

// By component: from options to a model for templates/components/NAME, or test/NAME where that is there.
const models = {
  "back-link": (o) => ({ href: o.text("href") ?? "#", text: o.text() ?? "Back" }),
  breadcrumbs: (o) => ({ items: o.list("items").map((item) => ({ text: item.text(), href: item.text("href"), end: item.end() })) }),
  button: (o) => {
    if (o.left.preventDoubleClick !== undefined) unsupported("preventDoubleClick");
    const element = o.take("element");
    const href = o.text("href");
    const type = o.take("type", "submit");
    const start = o.take("isStartButton");
    if (element === "input" || type !== "submit") unsupported(`element ${element ?? ""} type ${type}`);
    const model = { text: o.text(), classes: o.take("classes"), href, name: o.text("name"), value: o.text("value") };
    if (element === "a" && !href) unsupported("element a without href");
    if (start && !href) unsupported("isStartButton without href");
    if (start && model.classes) unsupported("isStartButton with classes");
    if (href && (model.name || model.value)) unsupported("href with name");
    return { ...model, isLink: Boolean(href) && !start, isStart: Boolean(start), isButton: !href };
  },
  "character-count": (o) => {
    const model = field(o);
    model.maxlength = o.take("maxlength") ?? unsupported("maxlength left out");
    model.describedBy = described(model.id, model, [`${model.id}-info`]);
    return { ...model, value: o.text("value"), rows: o.take("rows", 5), spellcheck: word(o.take("spellcheck")), autocomplete: null };
  },
  checkboxes: (o) => choices(o, "checkboxes"),
  "date-input": (o) => {
    const id = o.text("id");
    const prefix = o.text("namePrefix");
    const model = { id, classes: o.take("classes") };
    model.hint = hint(o.inner("hint"), `${id}-hint`);
    model.errorMessage = error(o.inner("errorMessage"), `${id}-error`);
    model.describedBy = described(id, model);
    model.fieldset = fieldset(o);
    const items = o.list("items");
    const values = o.inner("values");
    if (items.length && (values || o.left.day || o.left.month || o.left.year)) unsupported("items beside values");
    const given = items.length ? items : ["day", "month", "year"].flatMap((name) => {
      if (o.left[name] === null || o.left[name] === false) return [];
      const own = o.left[name] ? { name, ...o.left[name] } : { name, value: values && values.take(name) };
      delete o.left[name];
      return [new Options(own, `${name}.`)];
    });
    for (const name of ["day", "month", "year"]) delete o.left[name];
    if (values) values.end();
    const some = given.some(({ left: item }) => item.error || /govuk-input--error/.test(item.classes));
    model.items = given.map((item) => {
      const name = item.text("name");
      const part = ["day", "month", "year"].find((each) => item.path === `${each}.`) ?? name;
      const own = item.take("classes") ?? "";
      const marked = item.take("error");
      const isWrong = some ? marked || /govuk-input--error/.test(own) : model.errorMessage && marked !== false;
      const width = /width/.test(own) ? "" : part === "year" ? "govuk-input--width-4" : "govuk-input--width-2";
      if (own && width) unsupported("items.classes without a width");
      const made = {
        id: item.text("id") ?? `${id}-${name}`,
        name: prefix ? `${prefix}-${name}` : name,
        label: item.text("label") ?? name[0].toUpperCase() + name.slice(1),
        value: word(item.take("value")),
        classes: [own.replace("govuk-input--error", ""), width, isWrong && "govuk-input--error"].filter(Boolean).join(" "),
        autocomplete: item.text("autocomplete"),
        pattern: item.text("pattern"),
        inputmode: item.text("inputmode") ?? "numeric",
      };
      item.end();
      return made;
    });
    return model;
  },
  details: (o) => {
    if (o.left.open || o.left.id) unsupported("open, id");
    return { summary: o.text("summaryText"), summary_html: o.text("summaryHtml"), text: o.text(), html: o.text("html") };
  },
  "error-message": (o) => {
    if (o.left.visuallyHiddenText !== undefined) unsupported("visuallyHiddenText");
    return error(o, o.text("id"));
  },
  "error-summary": (o) => {
    if (o.text("titleText") !== "There is a problem") unsupported("titleText");
    const errors = o.list("errorList").map((item) => ({ text: item.text(), href: item.text("href"), program_says: null, end: item.end() }));
    return errors.length ? { errors } : unsupported("errorList left out");
  },
  "exit-this-page": (o) => ({
    href: o.text("redirectUrl") ?? "https://www.bbc.co.uk/weather",
    text: o.text(),
    html: o.text("html"),
  }),
  fieldset: (o) => {
    const role = o.text("role");
    if (role && role !== "group") unsupported("role " + role);
    const legend = o.inner("legend");
    return {
      classes: o.take("classes"),
      describedBy: o.text("describedBy"),
      isGroup: role === "group",
      legend: legend && legend.left.text ? label(legend, null) : unsupported("legend left out"),
      html: o.text("html"),
    };
  },
  hint: (o) => hint(o, o.text("id")),
  input: (o) => {
    const model = field(o);
    for (const affix of ["prefix", "suffix"]) {
      const options = o.inner(affix);
      model[affix] = options && options.text();
      if (options) options.end();
    }
    return {
      ...model,
      type: o.text("type") ?? "text",
      value: word(o.take("value")),
      spellcheck: word(o.take("spellcheck")),
      autocomplete: o.text("autocomplete"),
      pattern: o.text("pattern"),
      inputmode: o.text("inputmode"),
    };
  },
  "inset-text": (o) => ({ text: o.text(), html: o.text("html") }),
  label: (o) => label(o, o.text("for")),
  "notification-banner": (o) => {
    if (o.left.disableAutoFocus !== undefined) unsupported("disableAutoFocus");
    const type = o.take("type");
    const role = o.take("role");
    const level = o.take("titleHeadingLevel", 2);
    if (level !== 2) unsupported("titleHeadingLevel");
    return {
      isSuccess: type === "success",
      role: role ?? (type === "success" ? "alert" : "region"),
      title: o.text("titleText") ?? (type === "success" ? "Success" : "Important"),
      text: o.text(),
      html: o.text("html"),
    };
  },
  pagination: (o) => {
    const side = (name) => {
      const options = o.inner(name);
      const href = options && options.text("href");
      if (options) options.end();
      return href;
    };
    if (o.text("landmarkLabel") !== null) unsupported("landmarkLabel");
    return { previous: side("previous"), next: side("next") };
  },
  panel: (o) => {
    const level = o.take("headingLevel", 1);
    if (level !== 1) unsupported("headingLevel");
    return { title: o.text("titleText"), title_html: o.text("titleHtml"), text: o.text(), html: o.text("html") };
  },
  "phase-banner": (o) => {
    const tag = o.inner("tag");
    const model = { tag: tag && tag.text(), text: o.text(), html: o.text("html") };
    if (tag) tag.end();
    return model;
  },
  radios: (o) => choices(o, "radios"),
  select: (o) => {
    const model = field(o);
    const value = o.take("value");
    model.items = o.list("items").map((item) => {
      const selected = item.take("selected");
      const own = item.take("value") ?? unsupported("items.value left out");
      const made = { value: String(own), text: item.text(), selected: selected ?? (value !== null && own === value) };
      item.end();
      return made;
    });
    return model;
  },
  "service-navigation": (o) => {
    const items = o.list("navigation").map((item) => {
      const made = { text: item.text(), href: item.text("href"), current: Boolean(item.take("current")) };
      item.end();
      return made;
    });
    if (items.some((item) => !item.href)) unsupported("navigation.href left out");
    return items.length ? { navigation: items } : unsupported("navigation left out");
  },
  "skip-link": (o) => ({ text: o.text(), to: (o.text("href") ?? "#content").slice(1) }),
  "summary-list": (o) => {
    const rows = o.list("rows").map((row) => {
      const key = row.inner("key");
      const value = row.inner("value");
      const actions = row.inner("actions");
      const made = { key: key.text(), value: value.text() ?? unsupported("rows.value.text left out"), change: null };
      const items = actions ? actions.list("items") : [];
      if (items.length > 1) unsupported("rows.actions.items, several");
      if (items.length === 1) {
        made.change = items[0].text("href");
        if (items[0].text() !== "Change") unsupported("rows.actions.items.text");
        if (items[0].text("visuallyHiddenText") !== made.key) unsupported("rows.actions.items.visuallyHiddenText");
        items[0].end();
      }
      [key, value, actions, row].forEach((options) => options && options.end());
      return made;
    });
    const some = rows.some((row) => row.change !== null) && rows.some((row) => row.change === null);
    return { rows: rows.map((row) => ({ ...row, isBare: some && row.change === null })) };
  },
  table: (o) => {
    const cell = (item) => {
      const format = item.take("format");
      if (format && format !== "numeric") unsupported("format");
      const text = item.text() ?? unsupported("text left out");
      const made = { isPlain: !format, text, isNumeric: Boolean(format), href: null, tag: null };
      item.end();
      return made;
    };
    const head = o.list("head").map(cell);
    const rows = (o.take("rows") ?? []).filter(Boolean)
      .map((row) => ({ cells: row.map((item) => cell(new Options(item, "rows."))) }));
    return {
      caption: o.text("caption"),
      captionClasses: o.take("captionClasses"),
      classes: o.take("classes"),
      hasHead: head.length > 0,
      head,
      rows,
    };
  },
  tag: (o) => ({ text: o.text(), classes: o.take("classes") }),
  "task-list": (o) => {
    const prefix = o.text("idPrefix") ?? "task-list";
    return { items: (o.take("items") ?? []).flatMap((each, place) => {
      if (!each) return [];
      const item = new Options(each, "items.");
      const title = item.inner("title");
      const said = item.inner("hint");
      const status = item.inner("status");
      const tag = status.inner("tag");
      const made = {
        id: `${prefix}-${place + 1}`,
        title: title.text(),
        hint: said && said.text(),
        href: item.text("href"),
        state: status.text(),
        tag: tag && { text: tag.text(), classes: tag.take("classes") },
      };
      [title, said, status, tag, item].forEach((options) => options && options.end());
      return [made];
    }) };
  },
  textarea: (o) => ({
    ...field(o),
    value: o.text("value"),
    rows: o.take("rows", 5),
    spellcheck: word(o.take("spellcheck")),
    autocomplete: o.text("autocomplete"),
  }),
  "warning-text": (o) => ({
    text: o.text(),
    html: o.text("html"),
    ...(o.text("iconFallbackText") === "Warning" ? {} : unsupported("iconFallbackText")),
  }),
};

const INLINE = new Set(["a", "b", "em", "i", "span", "strong"]);

// A tree as text, the same for all that browsers take for the same.
function canonical(html) {
  const attributes = (node) => node.attrs
    .map(({ name, value }) => [name, name === "class" ? value.split(/\s+/).filter(Boolean).sort().join(" ") : value])
    .sort().map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join("");
  const text = (node, before, after) => {
    let value = node.value.replace(/\s+/g, " ");
    if (!before || !INLINE.has(before.nodeName)) value = value.trimStart();
    if (!after || !INLINE.has(after.nodeName)) value = value.trimEnd();
    return value;
  };
  const write = (node, depth) => {
    const children = node.childNodes.filter((child) => child.nodeName !== "#comment");
    return children.map((child, place) => {
      if (child.nodeName !== "#text") {
        return `${"  ".repeat(depth)}<${child.nodeName}${attributes(child)}>\n${write(child, depth + 1)}`;
      }
      const value = node.nodeName === "textarea" ? child.value : text(child, children[place - 1], children[place + 1]);
      return value === "" ? "" : `${"  ".repeat(depth)}${JSON.stringify(value)}\n`;
    }).join("");
  };
  return write(parseFragment(html), 0);
}

function fixtures() {
  const found = [];
  const left = new Map();
  const own = new Set(readdirSync(join(here, "components")).map((file) => file.replace(/\.mustache$/, "")));
  for (const [component, model] of Object.entries(models)) {
    const file = JSON.parse(readFileSync(join(components, component, "fixtures.json"), "utf8"));
    for (const { name, options, html } of file.fixtures) {
      try {
        const given = new Options(options);
        const made = model(given);
        given.end();
        const template = own.has(component) ? `test/${component}` : `components/${component}`;
        found.push({ component, name, html, request: { template, model: made } });
      } catch (problem) {
        if (!(problem instanceof Unsupported)) throw new Error(`${component}, ${name}: ${problem.stack}`);
        const reason = `${component}: ${problem.message}`;
        left.set(reason, (left.get(reason) ?? 0) + 1);
      }
    }
  }
  return { found, left };
}

const { found, left } = fixtures();
const run = spawnSync(renderer, ["en", join(here, "components")], {
  input: found.map(({ request }) => JSON.stringify(request)).join("\n") + "\n",
  encoding: "utf8",
  maxBuffer: 1 << 28,
});
if (run.status !== 0) {
  console.log(run.stderr);
  console.log("components: 0 passed, 1 failed");
  process.exit(1);
}
const answers = run.stdout.trim().split("\n").map((line) => JSON.parse(line));
let failed = 0;
const covered = new Map();
found.forEach(({ component, name, html }, place) => {
  const answer = answers[place];
  const [expected, got] = [canonical(html), answer.error ? answer.error + "\n" : canonical(answer.html)];
  covered.set(component, (covered.get(component) ?? 0) + 1);
  if (expected !== got) {
    failed++;
    const [a, b] = [expected.split("\n"), got.split("\n")];
    const at = a.findIndex((line, i) => line !== b[i]);
    console.log(`FAILED ${component}, ${name}: line ${at + 1}\n  theirs ${a[at]}\n  ours   ${b[at]}`);
  }
});
for (const component of Object.keys(models)) {
  if (!covered.has(component)) {
    failed++;
    console.log(`FAILED ${component}: none of its fixtures is one that we have`);
  }
}
if (gallery) {
  const assets = join(modules, "../../assets");
  const { css } = JSON.parse(readFileSync(join(assets, "manifest.json"), "utf8"));
  const parts = found.map(({ component, name }, place) =>
    `<h2 class="govuk-heading-s">${component}, ${name.replace(/</g, "&lt;")}</h2>\n${answers[place].html}`);
  writeFileSync(gallery, `<!DOCTYPE html><html lang="en" class="govuk-template"><head><meta charset="utf-8">
<title>All parts</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${readFileSync(join(assets, css), "utf8")}</style></head><body class="govuk-template__body">
<main class="govuk-width-container">${parts.join("\n")}</main></body></html>\n`);
}
const total = [...left.values()].reduce((sum, count) => sum + count, 0);
console.log(`\n${total} fixtures have options that we leave out:`);
for (const [reason, count] of [...left].sort()) console.log(`  ${count} ${reason}`);
console.log(`components: ${found.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
