// Label selectors against a node's labels (Ray 2.60.0: common.proto LabelSelector, LabelMatchExpressions).
// "Equals" comes over the wire as `in` with one value, "not equals" as `notIn`. A node without the label satisfies
// notIn, as in stock.

import type { LabelConstraint, LabelMatch, Labels } from "./types.js";

/** All constraints hold. */
export function matchesLabels(labels: Labels, constraints: readonly (LabelConstraint | LabelMatch)[]): boolean {
  return constraints.every((constraint) => matches(labels, constraint));
}

function matches(labels: Labels, constraint: LabelConstraint | LabelMatch): boolean {
  const value = labels.get(constraint.key);
  switch (constraint.operator) {
    case "in":
      return value !== undefined && constraint.values.includes(value);
    case "notIn":
      return value === undefined || !constraint.values.includes(value);
    case "exists":
      return value !== undefined;
    case "doesNotExist":
      return value === undefined;
  }
}

/** For messages: `zone in [a, b], gpu exists`. */
export function formatConstraints(constraints: readonly (LabelConstraint | LabelMatch)[]): string {
  return constraints
    .map(({ key, operator, values }) => {
      if (operator === "exists" || operator === "doesNotExist") return `${key} ${operator}`;
      return `${key} ${operator === "in" ? "in" : "not in"} [${values.join(", ")}]`;
    })
    .join(", ");
}

/** The same text for the same constraints. */
export function constraintsKey(constraints: readonly (LabelConstraint | LabelMatch)[]): string {
  return constraints.length === 0 ? "" : JSON.stringify(constraints.map((c) => [c.key, c.operator, c.values]));
}
