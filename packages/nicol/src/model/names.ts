/** What a model is called on the client: `User` is `user`, only the first letter changes. */
export function jsName(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1)
}
