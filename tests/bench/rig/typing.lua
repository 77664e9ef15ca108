-- People who type, for wrk: one thread each, one save after the other. The arguments after "--" are, for each of them,
-- cookie, form token, scorecard's number, revision of the field. A save is confirmed by the next revision.
local number = 0
local threads = {}
local kept = '"changed": *(%d+)'

function setup(thread)
  thread:set("place", number)
  table.insert(threads, thread)
  number = number + 1
end

function init(arguments)
  local first = 4 * place
  headers = {
    ["Cookie"] = arguments[first + 1],
    ["X-CSRFToken"] = arguments[first + 2],
    ["Content-Type"] = "application/json",
    ["Origin"] = "http://127.0.0.1:" .. wrk.port,
  }
  card, revision = arguments[first + 3], tonumber(arguments[first + 4])
  text = arguments[#arguments]
  saves, refused = 0, 0
end

function request()
  local change = '{"field": "changed", "value": "' .. text .. revision .. '", "revision": ' .. revision .. '}'
  return wrk.format("POST", "/scorecards/" .. card .. "/draft", headers, '{"changes": [' .. change .. '], "lines": []}')
end

function response(status, _, body)
  if status == 200 and tonumber(body:match(kept)) == revision + 1 then
    revision, saves = revision + 1, saves + 1
  else
    refused = refused + 1
  end
end

function done(summary, latency, _)
  for _, thread in ipairs(threads) do
    print("typed " .. thread:get("card") .. " " .. thread:get("revision") .. " " .. thread:get("saves") .. " " .. thread:get("refused"))
  end
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print("waited " .. latency:percentile(50) .. " " .. latency:percentile(99) .. " " .. broken)
end
