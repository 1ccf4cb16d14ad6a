/**
 * As much of pdfmake's document definition as a course is set with. (The types published for it bring a browser's
 * globals into every file of the program.)
 */
export type Content = string | Node;

type Margin = [left: number, top: number, right: number, bottom: number];

export interface Inline {
  readonly text: string;
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly font?: "Courier";
  readonly fontSize?: number;
  readonly color?: string;
  readonly decoration?: "lineThrough" | "underline";
  readonly sup?: boolean | { readonly offset: string; readonly fontSize: number };
  readonly link?: string;
  readonly linkToDestination?: string;
}

interface Line {
  readonly type: "line";
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly lineColor: string;
  readonly lineWidth?: number;
}

/** A node has one of `text`, `stack`, `ul`, `ol`, `columns`, `table`, `toc` and `canvas`. */
interface Node {
  readonly text?: string | readonly (string | Inline)[];
  readonly stack?: readonly Content[];
  readonly ul?: readonly Content[];
  readonly ol?: readonly Content[];
  readonly start?: number;
  readonly columns?: readonly Content[];
  readonly table?: {
    readonly widths: readonly string[];
    readonly body: readonly (readonly (Content | readonly Content[])[])[];
    readonly headerRows?: number;
    readonly dontBreakRows?: boolean;
  };
  readonly layout?: string;
  readonly toc?: {
    readonly title: Content;
    readonly textMargin: Margin;
    readonly numberStyle: object;
    readonly outlines: boolean;
  };
  readonly tocItem?: boolean;
  readonly canvas?: readonly Line[];
  readonly id?: string;
  readonly style?: string;
  readonly bold?: boolean;
  readonly color?: string;
  readonly fontSize?: number;
  readonly lineHeight?: number;
  readonly alignment?: "left" | "center" | "right";
  readonly width?: number | "*";
  readonly margin?: Margin;
  readonly pageBreak?: "before";
  readonly unbreakable?: boolean;
  readonly preserveLeadingSpaces?: boolean;
}

/** Lines and padding of a table. */
export type TableLayout = Readonly<Record<string, (index: number) => number | string | null>>;

export interface Definition {
  readonly content: readonly Content[];
  readonly pageSize: "A4";
  readonly pageMargins: Margin;
  readonly version: "1.7";
  readonly language: string;
  readonly displayTitle: boolean;
  readonly info: Readonly<Record<string, string | Date>>;
  readonly defaultStyle: object;
  readonly styles: Readonly<Record<string, object>>;
  readonly footer: (page: number, pages: number) => Content;
}

/** pdfmake's door for servers. */
export interface PdfMaker {
  setUrlAccessPolicy(allows: (url: string) => boolean): void;
  setLocalAccessPolicy(allows: (path: string) => boolean): void;
  setFonts(fonts: Readonly<Record<string, object>>): void;
  setTableLayouts(layouts: Readonly<Record<string, TableLayout>>): void;
  createPdf(definition: Definition): { getBuffer(): Promise<Uint8Array> };
}
