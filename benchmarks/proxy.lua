-- Posts the bodies of a file in turn, each thread from another place.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  requests = {}
  for line in io.lines(args[1]) do
    table.insert(requests, wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, line))
  end
  next = number * math.floor(#requests / 2)
end

function request()
  next = next % #requests + 1
  return requests[next]
end

function done(summary)
  io.write(string.format("%d %d %d\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.connect))
end
