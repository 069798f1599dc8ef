// One runner at a time, in a process group of its own: whatever it started goes with it.
import { spawn } from 'node:child_process';

const TERM_GRACE_MS = 4000;
// What a shell reports for a program that a signal ended.
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

let leader;
// What happens when the runner has ended: nothing, or this process ends, too.
let ended = () => {};

function signalGroup(name) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

// SIGTERM first: a runner whose own child leads a group (the browser) ends that, too.
function end() {
  signalGroup('SIGTERM');
  return setTimeout(() => signalGroup('SIGKILL'), TERM_GRACE_MS);
}

/** Has the runner end when this process does, by whichever road. */
export function endWithThis() {
  process.once('exit', () => signalGroup('SIGTERM'));
  for (const [name, status] of Object.entries(SIGNAL_STATUS)) {
    process.once(name, () => {
      process.exitCode = status;
      if (leader === undefined) process.exit();
      end();
      // The runner's last words are not waited for longer than that.
      setTimeout(() => process.exit(), TERM_GRACE_MS + 100).unref();
      ended = () => process.exit();
    });
  }
}

/** What a runner printed, as bytes. */
export function run([program, ...args], { cwd, secondsMax }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    leader = child.pid;
    const chunks = [];
    let grace;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      grace = end();
    }, secondsMax * 1000);
    const settle = (outcome, value) => {
      clearTimeout(timer);
      clearTimeout(grace);
      outcome(value);
    };
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => settle(reject, error));
    child.on('close', (code, signal) => {
      // What it left behind without a pipe to it.
      signalGroup('SIGKILL');
      leader = undefined;
      ended();
      if (late) settle(reject, new Error(`not done after ${secondsMax} s`));
      else if (code === 0) settle(resolve, Buffer.concat(chunks));
      else settle(reject, new Error(`ended with ${signal ?? code}`));
    });
  });
}
