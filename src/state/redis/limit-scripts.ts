import { script } from "./connection.ts";
import { BIRTH } from "./members.ts";

/**
 * One limit is a hash and a sorted set for each of its windows. The set holds the times at which seats come back, and the hash how
 * many do at each (`c<window>:<time>`), how many are out in all (`t<window>`), when the next may leave (`next`), until when all rest
 * (`rest`, `why`), and the name of this beginning (`epoch`): a limit that was forgotten begins anew, and each replica says what it
 * still holds. All times are the server's. What nobody takes back expires.
 *
 * Seats that come back within a thousandth of the window do so together, at the latest of their times, so that a window of any size
 * has a thousand entries at most.
 */
const COMMON = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local meta = KEYS[1]
local name = ARGV[1]
local channel = ARGV[2]
local function text(number) return string.format('%.0f', number) end
local function out(per) return tonumber(redis.call('HGET', meta, 't' .. per) or 0) end
local function last(key, ms)
  ms = math.ceil(ms)
  if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, ms) end
end
local function comeBack(key, per)
  local due = redis.call('ZRANGEBYSCORE', key, '-inf', now)
  if #due == 0 then return end
  local count = 0
  for _, at in ipairs(due) do
    count = count + tonumber(redis.call('HGET', meta, 'c' .. per .. ':' .. at) or 0)
    redis.call('HDEL', meta, 'c' .. per .. ':' .. at)
  end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  redis.call('HINCRBY', meta, 't' .. per, -count)
end
local function add(key, per, inMs, count)
  local step = math.max(1, math.floor(per / 1000))
  local at = text(math.ceil((now + inMs) / step) * step)
  redis.call('ZADD', key, at, at)
  redis.call('HINCRBY', meta, 'c' .. per .. ':' .. at, count)
  redis.call('HINCRBY', meta, 't' .. per, count)
  last(key, at - now + 1000)
  last(meta, at - now + 1000)
  return at
end
local function takeBack(key, per, at)
  local field = 'c' .. per .. ':' .. at
  local had = tonumber(redis.call('HGET', meta, field) or 0)
  if had == 0 then return false end
  redis.call('HINCRBY', meta, 't' .. per, -1)
  if had > 1 then
    redis.call('HINCRBY', meta, field, -1)
  else
    redis.call('HDEL', meta, field)
    redis.call('ZREM', key, at)
  end
  return true
end
local function tell(per) redis.call('PUBLISH', channel, per .. ' ' .. text(out(per)) .. ' ' .. name) end
`;

/**
 * Takes a seat in each window and the next turn, or nothing. Gives -2 when everything was just
 * forgotten; -1 when this beginning is another than the caller knows; 0, when
 * there is room and why all rest; or 1, when the call may leave, and for each window the time at which its seat comes back.
 * `name channel epoch maxWaitMs minTimeMs holdMs (calls perMs)…`
 */
export const TAKE = script(`${COMMON}
if redis.call('EXISTS', '${BIRTH}') == 0 then return {-2} end
if redis.call('HGET', meta, 'epoch') ~= ARGV[3] then return {-1} end
local rest = tonumber(redis.call('HGET', meta, 'rest') or 0)
if rest > now then return {0, rest - now, redis.call('HGET', meta, 'why')} end
local waitMs = 0
for index = 2, #KEYS do
  local key, calls, per = KEYS[index], tonumber(ARGV[index * 2 + 3]), ARGV[index * 2 + 4]
  comeBack(key, per)
  local missing = out(per) - calls + 1
  local first = 0
  while missing > 0 do
    local at = redis.call('ZRANGE', key, first, first)[1]
    if not at then break end
    missing = missing - tonumber(redis.call('HGET', meta, 'c' .. per .. ':' .. at) or 0)
    if missing <= 0 then waitMs = math.max(waitMs, at - now) end
    first = first + 1
  end
end
if waitMs > 0 then return {0, math.max(1, math.ceil(waitMs)), ''} end
local minTimeMs, holdMs = tonumber(ARGV[5]), tonumber(ARGV[6])
local start = now
if minTimeMs > 0 then
  start = math.max(now, tonumber(redis.call('HGET', meta, 'next') or 0))
  if start - now > tonumber(ARGV[4]) then return {0, start - now, ''} end
  redis.call('HSET', meta, 'next', text(start + minTimeMs))
  last(meta, start + minTimeMs - now + 1000)
end
local answer = {1, start - now}
for index = 2, #KEYS do
  local per = ARGV[index * 2 + 4]
  answer[#answer + 1] = add(KEYS[index], per, start - now + holdMs + per, 1)
  tell(per)
end
return answer
`);

/** A call has ended, and its seats come back a window later; or it never left, and they come back now. `name channel epoch spent|unspent (perMs at)…` */
export const END = script(`${COMMON}
if redis.call('HGET', meta, 'epoch') ~= ARGV[3] then return 0 end
for index = 2, #KEYS do
  local per = ARGV[index * 2 + 1]
  if takeBack(KEYS[index], per, ARGV[index * 2 + 2]) then
    if ARGV[4] == 'spent' then add(KEYS[index], per, per, 1) else tell(per) end
  end
end
return 1
`);

/**
 * A replica says what it holds: of a beginning that it knows only what was unheard, of another all. Gives the name of the beginning
 * and what is out of each window. `name channel epoch newEpoch (perMs unheardCount allCount)… (inMs count)…`, the pairs window by window, those unheard first.
 */
export const REPORT = script(`${COMMON}
local epoch = redis.call('HGET', meta, 'epoch')
local isKnown = epoch == ARGV[3]
if not epoch then
  epoch = ARGV[4]
  redis.call('HSET', meta, 'epoch', epoch)
end
local answer = {epoch}
local pair = 5 + (#KEYS - 1) * 3
for index = 2, #KEYS do
  local base = index * 3 - 1
  local per, unheard, all = ARGV[base], tonumber(ARGV[base + 1]), tonumber(ARGV[base + 2])
  comeBack(KEYS[index], per)
  for number = 1, unheard + all do
    if isKnown == (number <= unheard) then
      add(KEYS[index], per, tonumber(ARGV[pair]), tonumber(ARGV[pair + 1]))
    end
    pair = pair + 2
  end
  last(meta, tonumber(per))
  tell(per)
  answer[#answer + 1] = out(per)
end
return answer
`);

/** The upstream counts fewer left than we do. `name channel epoch perMs calls left inMs` */
export const LOWER = script(`${COMMON}
if redis.call('HGET', meta, 'epoch') ~= ARGV[3] then return 0 end
local per, calls, left = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
comeBack(KEYS[2], per)
local surplus = calls - left - out(per)
if surplus <= 0 then return 0 end
add(KEYS[2], per, math.min(tonumber(ARGV[7]), per), surplus)
tell(per)
return surplus
`);

/** No call leaves for so long; a longer rest stays. `name channel ms why` */
export const REST = script(`${COMMON}
local till = now + ARGV[3]
if tonumber(redis.call('HGET', meta, 'rest') or 0) >= till then return 0 end
redis.call('HSET', meta, 'rest', text(till), 'why', ARGV[4])
last(meta, ARGV[3] + 1000)
return 1
`);

/** What is out of each window. `name channel (perMs)…` */
export const LOOK = script(`${COMMON}
local answer = {}
for index = 2, #KEYS do
  comeBack(KEYS[index], ARGV[index + 1])
  answer[#answer + 1] = out(ARGV[index + 1])
end
return answer
`);
