const tones = ["#7c3085", "#2b6a4d", "#a3541a", "#275d9c"];

/** A person's initials, or the app's sign. */
export function Avatar({ name, bot }: { readonly name: string; readonly bot: boolean }) {
  if (bot) return <img className="avatar" src="/concord.svg" alt="" width={36} height={36} />;
  const initials = name
    .split(" ")
    .map((word) => word[0])
    .join("");
  const tone = tones[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % tones.length];
  return (
    <span className="avatar" style={{ background: tone }} aria-hidden="true">
      {initials}
    </span>
  );
}
