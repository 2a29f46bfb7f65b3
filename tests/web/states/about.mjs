// What anybody may read, and errors.
export default [
  { name: "start", path: "/" },
  { name: "start of staff", path: "/", as: "runner" },
  { name: "start of a resident", path: "/", as: "resident:housing:1" },
  { name: "help", path: "/help" },
  { name: "accessibility statement", path: "/accessibility" },
  { name: "privacy", path: "/privacy" },
  { name: "cookies", path: "/cookies" },
  { name: "page not found", path: "/nothing/here", status: 404 },
  { name: "which language", bare: "/" , english: true },
];
