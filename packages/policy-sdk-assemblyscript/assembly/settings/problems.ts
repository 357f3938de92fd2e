// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Writer } from '../json/writer';

/** What is wrong with the settings, in the order of the document. */
@final
@unmanaged
export class Problems {
  private places: Array<usize>;
  private texts: Array<Slice>;

  constructor() {
    this.places = new Array<usize>();
    this.texts = new Array<Slice>();
  }

  /** Number of problems. */
  get count(): i32 {
    return this.texts.length;
  }

  /** Records a problem at an address of the settings. */
  add(place: usize, text: Slice): void {
    let i = this.places.length;
    this.places.push(place);
    this.texts.push(text);
    for (; i > 0 && this.places[i - 1] > place; i--) {
      this.places[i] = this.places[i - 1];
      this.texts[i] = this.texts[i - 1];
    }
    this.places[i] = place;
    this.texts[i] = text;
  }

  /** All problems, joined by `; `, as UTF-8. */
  describe(): Slice {
    const all = new Writer(256);
    for (let i = 0; i < this.texts.length; i++) {
      if (i > 0) all.literal('; ');
      all.slices(this.texts[i]);
    }
    return all.slice();
  }
}
