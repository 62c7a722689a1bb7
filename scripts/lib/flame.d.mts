export interface Stack {
  frames: string[];
  weight: number;
}
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  samples: number[];
  timeDeltas: number[];
}
export interface Tree {
  name: string;
  weight: number;
  children: Tree[];
}
export function stacksOfCpuProfile(profile: CpuProfile): Stack[];
export function stacksOfPerfScript(text: string, withoutThread: number): Stack[];
export function treeOf(stacks: readonly Stack[]): Tree;
export function flameGraph(stacks: readonly Stack[], title: string, shown: (weight: number) => string): string;
export function escaped(text: string | number): string;
