-- POSTs of ports on one network; each has a name of its own, so that nothing could be answered from an earlier one.
local threads = {}

function setup(thread)
    thread:set("thread_number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    network = arguments[1]
    path = "/v2.0/ports"
    number = 0
    refused = 0
    first_refusal = ""
end

function request()
    number = number + 1
    local body = string.format('{"port": {"network_id": "%s", "name": "bench-%d-%d"}}', network, thread_number, number)
    return wrk.format("POST", path, {["Content-Type"] = "application/json"}, body)
end

function response(status, _, body)
    if status ~= 201 then
        refused = refused + 1
        first_refusal = status .. " " .. body
    end
end

function done(_, _, _)
    for _, thread in ipairs(threads) do
        if thread:get("refused") > 0 then
            io.write(string.format("refused: %d (%s)\n", thread:get("refused"), thread:get("first_refusal")))
        end
    end
end
