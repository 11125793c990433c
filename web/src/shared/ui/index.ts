export * from "./button";
export * from "./field";
export * from "./icon";
export * from "./overlay";
export * from "./show";
export * from "./table";
