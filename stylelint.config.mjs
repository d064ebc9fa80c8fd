import { readFileSync } from "node:fs";

// What style sheets may use: all that the browsers named in package.json ("browserslist") know. The oldest are
// the kernel of office browsers, Chromium 86, and what came out beside it. `make check` runs this.
// Where one place may use more, since nothing is lost without it, the sheet says so:
// /* stylelint-disable-next-line NAME -- why */

const { browserslist: browsers } = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
// Features that one of these browsers lacks in part, and why they are used all the same.
const harmless = [
  "css-clip-path", // only inset() is used, which all know
  "css-color-adjust", // print: without it a dot's filling may be left out, its outline stays
  "css-display-contents", // for a <div> within a <dl>, which has no role to lose
  "css-content-visibility", // print: scripts open what is folded, too
  "css-focus-visible", // Safari 14 draws its own outline
  "css-logical-props", // only text-align: start and end, which all know
  "css-masks", // taken for clip-path: inset()
  "css-overflow", // only hidden, auto and visible, which all know
  "css-paged-media", // print: page numbers are a courtesy
  "css-scroll-behavior", // only the default is ever set
  "css-sticky", // lacking in heads of tables, where it is not used
  "css-widows-orphans", // print
  "intrinsic-width", // fit-content: without it a line's outline is as wide as the page
  "multicolumn", // break-inside and break-after, on paper
  "text-decoration", // how thick and how far below a line is
];
// Features that rules below ask about, where a sheet can make a single exception.
const askedBelow = ["css-has", "css-matches-pseudo", "css-subgrid", "viewport-unit-variants"];

export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  reportDescriptionlessDisables: true,
  reportNeedlessDisables: true,
  rules: {
    "plugin/no-unsupported-browser-features": [true, { browsers, ignore: [...harmless, ...askedBelow] }],
    // What that rule does not see, or cannot except in one place.
    "at-rule-disallowed-list": ["container", "layer", "property", "scope", "starting-style"],
    "declaration-property-value-disallowed-list": {
      "/./": ["/\\bsubgrid\\b/", "/\\d[dls]v[bhiw]\\b/", "/\\b(block|inline)-(start|end)\\b/"],
      "break-before": ["recto", "verso"],
    },
    "function-disallowed-list": ["anchor", "color", "color-mix", "lab", "lch", "light-dark", "oklab", "oklch", "round"],
    "media-feature-range-notation": "prefix",
    "max-nesting-depth": [0, { ignoreAtRules: ["/./"] }],
    "property-disallowed-list": [
      "aspect-ratio",
      "rotate",
      "scale",
      "translate",
      "/^inset/",
      "/^(margin|padding)-(block|inline)$/",
      "/^border-(block|inline)(-(color|style|width))?$/",
    ],
    "selector-not-notation": "simple",
    "selector-pseudo-class-disallowed-list": ["has", "is", "where"],
  },
};
