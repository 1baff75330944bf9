/** Two soft notes that rise, made by the browser: there is nothing to load. */

const NOTES = [
  { hertz: 659.3, after: 0 },
  { hertz: 987.8, after: 0.09 },
];
const loudness = 0.12;
const fadeSeconds = 0.45;
/** A sound that the browser held back is not made up for. */
export const lateMs = 500;

export interface ChimeParts {
  makeAudio(): AudioContext;
  /** The person has pressed something in this page: browsers make no sound before. */
  wasPressed(): boolean;
}

export function createChime({ makeAudio, wasPressed }: ChimeParts): () => Promise<void> {
  let audio: AudioContext | null = null;
  return async () => {
    if (!wasPressed()) return;
    audio ??= makeAudio();
    const askedAt = performance.now();
    if (audio.state !== "running") await audio.resume();
    if (performance.now() - askedAt > lateMs) return;
    for (const { hertz, after } of NOTES) play(audio, hertz, audio.currentTime + after);
  };
}

export const chime = createChime({
  makeAudio: () => new AudioContext(),
  // Where the browser does not say, its own rule holds the sound back.
  wasPressed: () => typeof AudioContext !== "undefined" && navigator.userActivation?.hasBeenActive !== false,
});

function play(audio: AudioContext, hertz: number, at: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + fadeSeconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + fadeSeconds);
}
