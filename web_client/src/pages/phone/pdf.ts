/**
 * PDF drawn by ourselves (pdf.js): a phone's browser would rather keep the file, and what is not to be shared is never
 * one. This file alone knows the library.
 */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import jbig2Url from "pdfjs-dist/wasm/jbig2.wasm?url";
import openjpegUrl from "pdfjs-dist/wasm/openjpeg.wasm?url";
import { getBytes } from "../../api";

GlobalWorkerOptions.workerSrc = workerUrl;

/** Decoders of scanned pages, fetched when a paper has some. */
const DECODERS: Readonly<Record<string, string>> = { "jbig2.wasm": jbig2Url, "openjpeg.wasm": openjpegUrl };

class Decoders {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const url = DECODERS[filename];
    if (!url) throw new Error(`no decoder ${filename}`);
    return new Uint8Array(await (await fetch(url)).arrayBuffer());
  }
}

/** More dots than this nobody sees, and old phones have no memory for. */
const MOST_DOTS = 2;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An open paper. Owned by its view, which closes it. */
export class Paper {
  private constructor(
    private readonly document: PDFDocumentProxy,
    /** Of the first page: what the others are taken for until they are drawn. */
    readonly size: Size,
  ) {}

  /** Fetches and opens; throws ApiError for what the server refuses. */
  static async open(path: string): Promise<Paper> {
    const data = await getBytes(path);
    const document = await getDocument({
      data,
      isEvalSupported: false,
      useWorkerFetch: false,
      WasmFactory: Decoders,
    }).promise;
    const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
    return new Paper(document, { width, height });
  }

  get pages(): number {
    return this.document.numPages;
  }

  /** Draws page `number` (from 1) as wide as `canvas` is shown, and gives its words for who cannot see it. */
  async draw(number: number, canvas: HTMLCanvasElement): Promise<string> {
    const page = await this.document.getPage(number);
    const wide = canvas.clientWidth * Math.min(devicePixelRatio, MOST_DOTS);
    const viewport = page.getViewport({ scale: wide / page.getViewport({ scale: 1 }).width });
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    await page.render({ canvas, viewport }).promise;
    const { items } = await page.getTextContent();
    return items.map((item) => ("str" in item ? item.str : "")).join(" ");
  }

  close(): void {
    void this.document.loadingTask.destroy();
  }
}
