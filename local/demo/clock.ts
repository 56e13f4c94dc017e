/** Time since the story began, for people: `0:42`. */
export function clockFrom(beganAt: number): () => string {
  return () => {
    const seconds = Math.floor((Date.now() - beganAt) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  };
}
