-- People who type, for wrk: one thread each, one save after the other. The arguments after "--" are, for each of them,
-- cookie, form token, scorecard's number, name of the field or id of the line, the line's criterion ("-" for a field),
-- and its revision. A save is confirmed by the next revision.
local number = 0
local threads = {}

function setup(thread)
  thread:set("place", number)
  table.insert(threads, thread)
  number = number + 1
end

function init(arguments)
  local first = 6 * place
  headers = {
    ["Cookie"] = arguments[first + 1],
    ["X-CSRFToken"] = arguments[first + 2],
    ["Content-Type"] = "application/json",
    ["Origin"] = "http://127.0.0.1:" .. wrk.port,
  }
  card, name, criterion = arguments[first + 3], arguments[first + 4], arguments[first + 5]
  revision = tonumber(arguments[first + 6])
  kept = '"' .. name:gsub("%-", "%%-") .. '": *(%d+)'
  text = arguments[#arguments]
  saves, refused = 0, 0
end

function request()
  local said = text .. revision .. '", "revision": ' .. revision .. '}'
  local body
  if criterion == "-" then
    body = '{"changes": [{"field": "' .. name .. '", "value": "' .. said .. '], "lines": []}'
  else
    local line = '{"id": "' .. name .. '", "criteria": ["' .. criterion .. '"], "minute": "12:30", "text": "' .. said
    body = '{"changes": [], "lines": [' .. line .. ']}'
  end
  return wrk.format("POST", "/scorecards/" .. card .. "/draft", headers, body)
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
    print("typed " .. thread:get("card") .. " " .. thread:get("name") .. " " .. thread:get("revision") .. " " .. thread:get("saves") .. " " .. thread:get("refused"))
  end
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print("waited " .. latency:percentile(50) .. " " .. latency:percentile(99) .. " " .. broken)
end
