-- Paths in a file, one to a line, in; requests for wrk out: all of them in turn, each thread from another on.
local started = 0

function setup(thread)
  thread:set("place", started * 31)
  started = started + 1
end

function init(args)
  paths = {}
  for line in io.lines(args[1]) do
    paths[#paths + 1] = line
  end
end

function request()
  place = place + 1
  return wrk.format("GET", paths[place % #paths + 1])
end
