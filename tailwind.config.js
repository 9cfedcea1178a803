// Stoa's design tokens. The colours are variables, so that light and dark are one set of names: their values are in
// static/input.css. Utilities are made for what these files name and for nothing else.

/** @type {import('tailwindcss').Config} */
module.exports = {
  content: ["./views/**/*.templ", "./views/**/*.go", "./static/js/*.js"],
  theme: {
    colors: {
      transparent: "transparent",
      current: "currentColor",
      page: "var(--page)", // limestone: the ground
      paper: "var(--paper)", // what lies on it: lists, forms
      sunken: "var(--sunken)", // the shade: navigation, wells
      line: "var(--line)", // hairlines; never the only border of a control
      edge: "var(--edge)", // borders of controls, 3:1
      ink: "var(--ink)", // text
      soft: "var(--soft)", // second text, 4.5:1 on all three grounds
      accent: "var(--accent)", // Aegean blue: what can be done
      "accent-strong": "var(--accent-strong)",
      "accent-tint": "var(--accent-tint)",
      "on-accent": "var(--on-accent)",
      live: "var(--live)", // terracotta: what happens now
      "live-tint": "var(--live-tint)",
      done: "var(--done)", // olive: done, present, mine
      "done-tint": "var(--done-tint)",
      wrong: "var(--wrong)", // pomegranate: refused, failed
      "wrong-tint": "var(--wrong-tint)",
      free: "var(--free)", // a place that nobody has
      hit: "var(--hit)", // under a word that the search found
    },
    fontFamily: {
      sans: ['"Source Sans 3"', "system-ui", "sans-serif"],
      serif: ['"Source Serif 4"', "Georgia", "serif"],
      mono: ["ui-monospace", '"DejaVu Sans Mono"', "monospace"],
    },
    // Six steps, line heights on the 4-pixel half of the 8-pixel rhythm.
    fontSize: {
      xs: ["0.8125rem", "1.25rem"],
      sm: ["0.9375rem", "1.5rem"],
      base: ["1.0625rem", "1.5rem"],
      lg: ["1.25rem", "1.75rem"],
      xl: ["1.625rem", "2rem"],
      "2xl": ["2.25rem", "2.75rem"],
    },
    fontWeight: { normal: "400", semibold: "600" },
    borderRadius: { none: "0", sm: "0.25rem", DEFAULT: "0.375rem", lg: "0.5rem", full: "9999px" },
    extend: {
      spacing: {
        tap: "2.75rem", // the least height of what a finger touches
        bar: "3.75rem", // the phone's bars
        nav: "15rem", // the column of navigation
        side: "18rem", // the column of people, or of what one can do
      },
      maxWidth: { measure: "65ch", content: "60rem", form: "26rem" },
    },
  },
};
