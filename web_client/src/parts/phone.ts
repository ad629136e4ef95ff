/** A phone number in a contact text ("Nguyễn Văn A · 0905 123 456"), digits only; null when there is none. */
export function phoneIn(contact: string): string | null {
  const found = /\+?\d[\d .-]{6,}\d/.exec(contact);
  return found ? found[0].replace(/[ .-]/g, "") : null;
}
