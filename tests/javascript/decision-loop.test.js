// The loop that drives every decision, against a fake engine: it knows no kind of need.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { callContext, runDecision } from 'doorward-wasm/internal/host'

const GRANTED = 'granted'
const UNAVAILABLE = '{"status":503}'

// A decision with one set of needs for each round. It is granted when every need is answered.
class FakePending {
  constructor(rounds, log) {
    this.needs = rounds[0]
    this.rounds = rounds
    this.log = log
  }

  resume(answers, now) {
    // The core gets JSON, which leaves out what is undefined.
    const given = JSON.parse(JSON.stringify(answers))
    this.log.push({ given, now })
    if (Object.keys(this.needs).some((kind) => !(kind in given))) return UNAVAILABLE
    const rest = this.rounds.slice(1)
    return rest.length === 0 ? GRANTED : new FakePending(rest, this.log)
  }
}

function host(answerers) {
  return {
    answerers,
    defer: () => assert.fail('nothing is due after this decision'),
    finish(decided) {
      if (decided === UNAVAILABLE) throw Object.assign(new Error('unavailable'), { status: 503 })
      return { principal: decided }
    },
  }
}

const run = (rounds, answerers, log = []) =>
  runDecision(new FakePending(rounds, log), host(answerers), callContext({ now: 5 }))
const weather = { weather: { city: 'Riga' } }
const forecast = ({ city }) => `rain in ${city}`

describe('the decision loop', () => {
  test('a kind of need that does not exist is answered through the table, synchronously', () => {
    const log = []
    assert.deepEqual(run([weather], { weather: forecast }, log), { principal: GRANTED })
    assert.deepEqual(log, [{ given: { weather: 'rain in Riga' }, now: 5 }])
  })

  test('and asynchronously', async () => {
    const log = []
    const outcome = run([weather], { weather: async (question) => forecast(question) }, log)
    assert.ok(outcome instanceof Promise)
    assert.deepEqual(await outcome, { principal: GRANTED })
    assert.deepEqual(log, [{ given: { weather: 'rain in Riga' }, now: 5 }])
  })

  test('a need that nobody answers is left out, and the engine refuses with 503', async () => {
    const log = []
    assert.throws(() => run([weather], {}, log), { status: 503 })
    assert.throws(() => run([weather], { weather: () => undefined }, log), { status: 503 })
    await assert.rejects(run([weather], { weather: async () => undefined }, log), { status: 503 })
    assert.deepEqual(
      log.map(({ given }) => given),
      [{}, {}, {}],
    )
  })

  test('two needs at once are answered side by side, and resumed once', async () => {
    const needs = { weather: { city: 'Riga' }, tide: { port: 'Brest' } }
    const begun = []
    const slow = (kind, ms) => async (question) => {
      begun.push(kind)
      await sleep(ms)
      assert.deepEqual(begun, ['weather', 'tide'], 'both have begun before one has ended')
      return question
    }
    for (const [first, second] of [
      [30, 1],
      [1, 30],
    ]) {
      const log = []
      assert.deepEqual(await run([needs], { weather: slow('weather', first), tide: slow('tide', second) }, log), {
        principal: GRANTED,
      })
      assert.deepEqual(log, [{ given: needs, now: 5 }])
      begun.length = 0
    }
    // An answerer without a promise beside one with a promise; a need without an answerer beside one with a promise.
    assert.deepEqual(await run([needs], { weather: async () => 1, tide: () => 'low' }), { principal: GRANTED })
    const log = []
    await assert.rejects(run([needs], { tide: async () => 'low' }, log), { status: 503 })
    assert.deepEqual(log[0].given, { tide: 'low' })
  })

  test('it repeats while the step is pending, synchronous and not', async () => {
    const rounds = [weather, { tide: 1 }, weather]
    const log = []
    assert.deepEqual(run(rounds, { weather: forecast, tide: () => null }, log), { principal: GRANTED })
    assert.equal(log.length, 3)
    assert.deepEqual(await run(rounds, { weather: forecast, tide: async () => null }, log), { principal: GRANTED })
    assert.deepEqual(
      log.slice(3).map(({ given }) => Object.keys(given)),
      [['weather'], ['tide'], ['weather']],
    )
  })

  test('an answerer that fails fails the decision, and no rejection is left unhandled', async () => {
    const unhandled = []
    const listen = (reason) => unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const failing = async () => {
      throw new Error('broken')
    }
    const slow = async () => {
      await sleep(20)
      return 1
    }
    await assert.rejects(run([{ weather: 1, tide: 2 }], { weather: slow, tide: failing }), { message: 'broken' })
    await assert.rejects(run([{ weather: 1, tide: 2 }], { weather: failing, tide: failing }), { message: 'broken' })
    await sleep(30)
    process.removeListener('unhandledRejection', listen)
    assert.deepEqual(unhandled, [])
  })

  test('after a decision its fetches are deferred, and its memory is freed', async () => {
    const done = []
    const standing = () => ({ decided: GRANTED, free: () => done.push('freed') })
    const finish = (decided) => decided
    const defer = (pending) => {
      done.push(pending.decided)
    }
    assert.equal(runDecision(standing(), { answerers: {}, defer, finish }, callContext()), GRANTED)
    assert.deepEqual(done, [GRANTED, 'freed'])
    const waiting = { answerers: {}, defer: () => sleep(5).then(() => void done.push('fetched')), finish }
    assert.equal(await runDecision(standing(), waiting, callContext()), GRANTED)
    assert.deepEqual(done, [GRANTED, 'freed', 'freed', 'fetched'])
  })

  test('without `now` each round reads the clock', () => {
    const log = []
    const before = Date.now() / 1000
    runDecision(new FakePending([weather], log), host({ weather: forecast }), callContext(undefined))
    assert.ok(log[0].now >= before && log[0].now <= Date.now() / 1000)
  })
})
