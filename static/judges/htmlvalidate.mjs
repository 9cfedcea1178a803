// What html-validate holds every sample page to: its recommended rules, but for what our choices decide.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // templ writes <!doctype html>, which means the same.
    "doctype-style": ["error", { style: "lowercase" }],
    // A page without script asks again after some seconds, by a refresh inside <noscript>: there is no other way. The rule
    // fears a page that moves under its reader; who has script never meets it.
    "meta-refresh": "off",
    // A table that is laid out as blocks on a phone is none any more for some readers, unless its parts say what they are.
    "no-redundant-role": "off",
    // Boxes of one group share a name, as radio buttons do: so a form sends all that are ticked.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
    // The people that one may mention are offered while one types: a select cannot be typed into.
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
  },
};
