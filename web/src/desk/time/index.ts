import "./time.css";

export { Time } from "./entries";
export { ExpensePage } from "./expense-page";
export { Expenses } from "./expenses";
export { Timesheet } from "./timesheet";
