// What is around pages, and errors.
export default [
  { name: "page not found", path: "/nothing/here", status: 404 },
];
