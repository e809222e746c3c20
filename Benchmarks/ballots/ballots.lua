-- Casts one ballot per request, each with a ballot token of its own.
--
-- Run it with one thread per wrk process (`wrk -t1`): wrk starts thread 0 while it still prepares thread 1, and
-- would count what thread 0 did before the clock started. More load means more processes, each with its own tokens.
--
--   BALLOT_TOKENS    file of ballot tokens, one a line
--   BALLOT_BODIES    file of request bodies, one a line; request n carries body n modulo their number
--   BALLOT_PATH      the path to POST to
--   BALLOT_FIELD     what the header field that carries the token begins with (default "Authorization: Bearer ")
--   BALLOT_AGAIN     set: begin again with the first token when they are used up, for a server that does not mind
--   BALLOT_START_AT  seconds since 1970 at which to start, so that several processes start together (optional)
--   BALLOT_STATUS    the status that every answer must have; counting it costs wrk time on every answer, so that
--                    it is for checks and not for measurements (optional)
--   BALLOT_BUILD     "ahead" (default): every request is built before the clock starts, so that wrk costs the least
--                    it can; "each": wrk.format builds it when it is sent, as most scripts do, at several times the cost

local ffi = require("ffi")
ffi.cdef [[
struct bench_timeval { long tv_sec; long tv_usec; };
int gettimeofday(struct bench_timeval *tv, void *tz);
int usleep(unsigned int usec);
]]

local requests, count, position = {}, 0, 0
local field = os.getenv("BALLOT_FIELD") or "Authorization: Bearer "
local again = (os.getenv("BALLOT_AGAIN") or "") ~= ""
local expected = tonumber(os.getenv("BALLOT_STATUS") or "")

wrong, exhausted, startedAt, endedAt = 0, 0, 0, 0

local function lines(name)
    local path = assert(os.getenv(name), name .. " is not set")
    local list = {}
    for line in assert(io.open(path)):lines() do
        list[#list + 1] = line
    end
    assert(#list > 0, path .. " is empty")
    return list
end

local function now()
    local time = ffi.new("struct bench_timeval")
    ffi.C.gettimeofday(time, nil)
    return tonumber(time.tv_sec) + tonumber(time.tv_usec) / 1e6
end

local function waitUntil(seconds)
    while now() < seconds do
        ffi.C.usleep(math.max(math.min(seconds - now(), 0.5), 0) * 1e6)
    end
end

-- A function of (table, position) that builds one request the plain way.
local function formatted(tokens, bodies)
    local path = os.getenv("BALLOT_PATH")
    return function(_, index)
        return wrk.format("POST", path, {
            ["Content-Type"] = "application/json",
            [field:match("^[^:]+")] = field:match(": *(.*)") .. tokens[index],
        }, bodies[(index - 1) % #bodies + 1])
    end
end

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
    assert(#threads == 1, "use -t1 and several processes")
end

function init()
    local bodies = lines("BALLOT_BODIES")
    local head = "POST " .. assert(os.getenv("BALLOT_PATH")) .. " HTTP/1.1\r\nHost: " .. wrk.host
        .. "\r\nContent-Type: application/json\r\n" .. field
    for index, body in ipairs(bodies) do
        bodies[index] = "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
    end
    local tokens = lines("BALLOT_TOKENS")
    count = #tokens
    if os.getenv("BALLOT_BUILD") == "each" then
        requests = setmetatable({}, { __index = formatted(tokens, lines("BALLOT_BODIES")) })
    else
        for index, token in ipairs(tokens) do
            requests[index] = head .. token .. bodies[(index - 1) % #bodies + 1]
        end
    end
    collectgarbage()
    local startAt = tonumber(os.getenv("BALLOT_START_AT") or "")
    if startAt then waitUntil(startAt) end
    startedAt = now()
end

function request()
    position = position + 1
    if again and position > count then position = 1 end
    if position > count then
        if exhausted == 0 then endedAt = now() end
        exhausted = exhausted + 1
        wrk.thread:stop()
        return requests[count]
    end
    return requests[position]
end

if expected then
    function response(status)
        if status ~= expected then wrong = wrong + 1 end
    end
end

-- One line of JSON, after wrk's own table. `latencyUs` is closed-loop: it says how busy wrk was, no more.
function done(summary, latency)
    local errors, thread = summary.errors, threads[1]
    -- wrk reports the time it was asked to run even when the tokens ran out before.
    local duration = summary.duration
    if thread:get("exhausted") > 0 then duration = (thread:get("endedAt") - thread:get("startedAt")) * 1e6 end
    io.write(string.format(
        '{"requests":%d,"durationUs":%d,"refused":%d,"socketErrors":%d,"wrongStatus":%d,"exhausted":%d,'
        .. '"latencyUs":{"p50":%d,"p99":%d,"max":%d}}\n',
        summary.requests, duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        thread:get("wrong"), thread:get("exhausted"),
        latency:percentile(50), latency:percentile(99), latency.max))
end
