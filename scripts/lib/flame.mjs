// Stacks of a profiler folded into one tree and drawn as a flame graph: the width of a frame is the time in it and in
// what it called. A stack is a list of frames, outermost first, with a weight.

/**
 * @param {{nodes: {id: number, callFrame: {functionName: string, url: string, lineNumber: number}, children?: number[]}[],
 *   samples: number[], timeDeltas: number[]}} profile what V8's --cpu-prof writes
 * @returns stacks with a weight in microseconds, without the time in which the thread waited
 */
export function stacksOfCpuProfile({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const weights = new Map();
  samples.forEach((id, index) => {
    // A delta is the time since the sample before, so it belongs to that one's stack as much as to this one's.
    weights.set(id, (weights.get(id) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  });
  const frames = (id) => {
    const found = [];
    for (let at = id; at !== undefined && parents.has(at); at = parents.get(at)) {
      found.unshift(frameName(byId.get(at).callFrame));
    }
    return found;
  };
  return [...weights]
    .map(([id, weight]) => ({ frames: frames(id), weight }))
    .filter(({ frames: [outermost] }) => outermost !== undefined && outermost !== "(idle)");
}

function frameName({ functionName, url, lineNumber }) {
  const name = functionName === "" ? "(anonymous)" : functionName;
  const file = url.split("/").slice(-2).join("/");
  return file === "" ? name : `${name} ${file}:${lineNumber + 1}`;
}

/**
 * @param {string} text what `perf script -F comm,tid,ip,sym` prints
 * @param {number} withoutThread id of a thread to leave out
 * @returns stacks with a weight of one for each sample; the outermost frame is the thread's name
 */
export function stacksOfPerfScript(text, withoutThread) {
  return text.split(/\n\s*\n/).flatMap((sample) => {
    const [head = "", ...lines] = sample.trim().split("\n");
    const found = /^(.+?)\s+(\d+)$/.exec(head.trim());
    if (found === null || Number(found[2]) === withoutThread) return [];
    const calls = lines.map((line) => line.trim().replace(/^[0-9a-f]+\s+/, "")).filter((call) => call !== "");
    return [{ frames: [found[1], ...calls.reverse()], weight: 1 }];
  });
}

/** Stacks as one tree; children by weight, the heaviest first. */
export function treeOf(stacks) {
  const root = { name: "all", weight: 0, children: new Map() };
  for (const { frames, weight } of stacks) {
    root.weight += weight;
    let node = root;
    for (const name of frames) {
      if (!node.children.has(name)) node.children.set(name, { name, weight: 0, children: new Map() });
      node = node.children.get(name);
      node.weight += weight;
    }
  }
  const sorted = ({ name, weight, children }) => ({
    name,
    weight,
    children: [...children.values()].sort((a, b) => b.weight - a.weight).map(sorted),
  });
  return sorted(root);
}

const width = 1200;
const rowHeight = 18;
/** A frame narrower than this many pixels is not drawn: nobody could see it. */
const narrowest = 0.5;

/**
 * One SVG file that stands alone. Hovering over a frame shows its name and share.
 * @param {{frames: string[], weight: number}[]} stacks
 * @param {string} title
 * @param {(weight: number) => string} shown a weight in words
 */
export function flameGraph(stacks, title, shown) {
  const tree = treeOf(stacks);
  const boxes = [];
  const place = (node, x, depth) => {
    const box = { node, x, depth, width: tree.weight === 0 ? width : (node.weight / tree.weight) * width };
    if (box.width < narrowest) return;
    boxes.push(box);
    let at = x;
    for (const child of node.children) {
      place(child, at, depth + 1);
      at += (child.weight / tree.weight) * width;
    }
  };
  place(tree, 0, 0);
  const height = (Math.max(...boxes.map(({ depth }) => depth)) + 1) * rowHeight + 30;
  const drawn = boxes.map((box) => drawnBox(box, height, tree.weight, shown)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>text{font:12px sans-serif;fill:#222}rect{stroke:#fff;stroke-width:.5}.back{fill:#fff;stroke:none}</style>
<rect class="back" width="${width}" height="${height}"/>
<text x="6" y="18" style="font-weight:bold">${escaped(title)}</text>
${drawn}
</svg>
`;
}

function drawnBox({ node, x, depth, width: wide }, height, total, shown) {
  const y = height - (depth + 1) * rowHeight;
  const percent = total === 0 ? 0 : (100 * node.weight) / total;
  const hint = `${node.name}: ${shown(node.weight)}, ${percent.toFixed(1)} %`;
  const letters = Math.floor((wide - 6) / 6.6);
  const label = letters < 3 ? "" : node.name.length > letters ? `${node.name.slice(0, letters - 1)}…` : node.name;
  const box = `<rect x="${x.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${rowHeight}" fill="${colorOf(node.name)}"/>`;
  const text = label === "" ? "" : `<text x="${(x + 3).toFixed(1)}" y="${y + 13}">${escaped(label)}</text>`;
  return `<g><title>${escaped(hint)}</title>${box}${text}</g>`;
}

/** The same name has the same warm colour in every graph. */
function colorOf(name) {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 9973;
  return `hsl(${15 + (hash % 40)} 85% ${66 + (hash % 17)}%)`;
}

export function escaped(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return String(text).replace(/[&<>"]/g, (letter) => names[letter]);
}
