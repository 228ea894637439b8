/**
 * The right to reach the world outside (实发权限). Only `main` makes one; whatever can send to a real receiver asks for
 * it. A drill has none, and so can not be made to send by any mistake of a setting (law 13, I8).
 */
export class Live {
  readonly #live = true
  private constructor() {}
  static forMain(): Live {
    return new Live()
  }
  get granted(): boolean {
    return this.#live
  }
}
