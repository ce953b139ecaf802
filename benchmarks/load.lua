-- Requests of the shop's first page by visitors in turn, each thread with its own share of them.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  share = math.floor(tonumber(args[1]) / 2)
  visitor = 0
end

function request()
  visitor = visitor % share + 1
  return wrk.format("GET", "/", { Cookie = string.format("gbuuid=00000000-0000-4000-8000-%012d", number * share + visitor) })
end

function done(summary)
  io.write(string.format("requests: %d, failed: %d\n", summary.requests,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.connect))
end
