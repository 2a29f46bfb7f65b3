// Signing in and out, with what is wrong.
const press = (page) => page.locator("main form button").first().click();

export default [
  { name: "sign in, resident", path: "/sign-in", english: true },
  { name: "sign in, resident, nothing typed", path: "/sign-in", act: press, status: 422 },
  {
    name: "sign in, resident, wrong code",
    path: "/sign-in",
    act: async (page) => {
      await page.fill("#code", "0000-0000-0000");
      await press(page);
    },
    status: 422,
  },
  { name: "sign in, staff", path: "/sign-in/staff", english: true },
  { name: "sign in, staff, nothing typed", path: "/sign-in/staff", act: press, status: 422 },
  { name: "first sign-in", path: "/sign-in/first", english: true },
  { name: "first sign-in, nothing typed", path: "/sign-in/first", act: press, status: 422 },
  { name: "sign out", as: "mair", path: "/sign-out/staff" },
];
