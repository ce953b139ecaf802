namespace GrowthBook.Client.Redis;

/// <summary>
/// The script that merges assignments into a stored document atomically, on the server.
/// </summary>
/// <remarks>
/// It works on the text and does not use Redis's own JSON library, which would turn an empty array into an object, round
/// numbers to 14 digits, refuse a lone surrogate and more than a thousand levels, accept what is not JSON, and change the
/// order of members. All other content of the document keeps its bytes.
/// The result has the order of the JavaScript SDK: name, value, assignments (the stored ones, then new ones), other members.
/// A stored value that is not a document of the same identifier, is too large or has another type than a string is replaced.
/// </remarks>
internal static class StickyMergeScript
{
    /// <summary>
    /// KEYS[1] is the document's key. ARGV[1] and ARGV[2] are the attribute's name and value and ARGV[5], ARGV[6], … the
    /// names and values of assignments, each as JSON text; ARGV[3] is the time to live in milliseconds, 0 for none, and ARGV[4] the most
    /// bytes of a stored document.
    /// </summary>
    public const string Text = """
        local find, match, sub, char = string.find, string.match, string.sub, string.char

        -- Each of the following takes a text and a position, and returns the position after the part that it read, or nil.

        local function space(s, i)
          return find(s, '[^ \t\r\n]', i) or #s + 1
        end

        local function text(s, i)
          if sub(s, i, i) ~= '"' then return nil end
          i = i + 1
          while true do
            local j = find(s, '["\\%z\1-\31]', i)
            if not j then return nil end
            local c = sub(s, j, j)
            if c == '"' then return j + 1 end
            if c ~= '\\' then return nil end
            if find(s, '^["\\/bfnrt]', j + 1) then
              i = j + 2
            elseif find(s, '^u%x%x%x%x', j + 1) then
              i = j + 6
            else
              return nil
            end
          end
        end

        local function scalar(s, i)
          if sub(s, i, i) == '"' then return text(s, i) end
          local word = match(s, '^%l+', i)
          if word then
            return (word == 'true' or word == 'false' or word == 'null') and i + #word or nil
          end
          local j = match(s, '^-?0()', i) or match(s, '^-?[1-9]%d*()', i)
          if not j then return nil end
          j = match(s, '^%.%d+()', j) or j
          return match(s, '^[eE][+-]?%d+()', j) or j
        end

        -- Reads a name and the colon; also returns the position after the name.
        local function name(s, i)
          local behind = text(s, i)
          local j = behind and space(s, behind)
          if not j or sub(s, j, j) ~= ':' then return nil end
          return space(s, j + 1), behind
        end

        -- Without recursion, so that no depth is too deep.
        local function value(s, i)
          if not find(s, '^[{[]', i) then return scalar(s, i) end
          local closers, depth = {}, 0
          while true do
            local c = sub(s, i, i)
            local inside = false
            if c == '{' or c == '[' then
              local closer = c == '{' and '}' or ']'
              i = space(s, i + 1)
              if sub(s, i, i) == closer then
                i = i + 1
              else
                depth = depth + 1
                closers[depth] = closer
                inside = true
              end
            else
              i = scalar(s, i)
              if not i then return nil end
            end
            while not inside do
              if depth == 0 then return i end
              i = space(s, i)
              c = sub(s, i, i)
              if c == ',' then
                i = space(s, i + 1)
                inside = true
              elseif c == closers[depth] then
                depth = depth - 1
                i = i + 1
              else
                return nil
              end
            end
            if closers[depth] == '}' then
              i = name(s, i)
              if not i then return nil end
            end
          end
        end

        local function utf8(n)
          if n < 0x80 then return char(n) end
          if n < 0x800 then return char(0xC0 + math.floor(n / 0x40), 0x80 + n % 0x40) end
          if n < 0x10000 then
            return char(0xE0 + math.floor(n / 0x1000), 0x80 + math.floor(n / 0x40) % 0x40, 0x80 + n % 0x40)
          end
          return char(0xF0 + math.floor(n / 0x40000), 0x80 + math.floor(n / 0x1000) % 0x40,
            0x80 + math.floor(n / 0x40) % 0x40, 0x80 + n % 0x40)
        end

        local escapes = { b = '\b', f = '\f', n = '\n', r = '\r', t = '\t' }

        -- The content of a JSON string without escapes; a lone surrogate becomes three bytes, which are not valid UTF-8.
        local function content(json)
          local plain = sub(json, 2, -2)
          if not find(plain, '\\', 1, true) then return plain end
          plain = string.gsub(plain, '\\(.)(%x?%x?%x?%x?)', function(c, digits)
            if c == 'u' then return utf8(tonumber(digits, 16)) end
            return (escapes[c] or c) .. digits
          end)
          return (string.gsub(plain, '\237([\160-\175])([\128-\191])\237([\176-\191])([\128-\191])', function(a, b, c, d)
            local high = (a:byte() - 160) * 64 + b:byte() - 128
            local low = (c:byte() - 176) * 64 + d:byte() - 128
            return utf8(0x10000 + high * 0x400 + low)
          end))
        end

        -- Keeps the order of members; a repeated name has the last value at the position of the first.
        local function put(members, json, value)
          local plain = content(json)
          local at = members.at[plain]
          if not at then
            at = #members + 1
            members.at[plain] = at
          end
          members[at] = { name = json, value = value, plain = plain }
        end

        local function read(s)
          local members = { at = {} }
          local i = space(s, sub(s, 1, 3) == '\239\187\191' and 4 or 1)
          if sub(s, i, i) ~= '{' then return nil end
          i = space(s, i + 1)
          local ended = sub(s, i, i) == '}'
          while not ended do
            local j, behind = name(s, i)
            local k = j and value(s, j)
            if not k then return nil end
            put(members, sub(s, i, behind - 1), sub(s, j, k - 1))
            i = space(s, k)
            local c = sub(s, i, i)
            ended = c == '}'
            if not ended then
              if c ~= ',' then return nil end
              i = space(s, i + 1)
            end
          end
          return space(s, i + 1) > #s and members or nil
        end

        -- Whether a member equals a text; a number or boolean counts as its JSON text.
        local function is(members, plain, json)
          local at = members.at[plain]
          local value = at and members[at].value
          if not value then return false end
          return (sub(value, 1, 1) == '"' and content(value) or value) == content(json)
        end

        -- A key of another type has no length. Other refusals are the answer.
        local length = redis.pcall('STRLEN', KEYS[1])
        if type(length) == 'table' then
          if not find(length.err, 'WRONGTYPE', 1, true) then return length end
          length = math.huge
        end
        local stored = length <= tonumber(ARGV[4]) and redis.call('GET', KEYS[1])
        local document = stored and read(stored)
        if not document or not is(document, 'attributeName', ARGV[1]) or not is(document, 'attributeValue', ARGV[2]) then
          document = { at = {} }
        end

        local at = document.at['assignments']
        local assignments = at and read(document[at].value) or { at = {} }
        for i = 5, #ARGV, 2 do
          put(assignments, ARGV[i], ARGV[i + 1])
        end

        local list = {}
        for i, assignment in ipairs(assignments) do
          list[i] = assignment.name .. ':' .. assignment.value
        end
        local parts = {
          '"attributeName":' .. ARGV[1],
          '"attributeValue":' .. ARGV[2],
          '"assignments":{' .. table.concat(list, ',') .. '}',
        }
        for _, other in ipairs(document) do
          if other.plain ~= 'attributeName' and other.plain ~= 'attributeValue' and other.plain ~= 'assignments' then
            parts[#parts + 1] = other.name .. ':' .. other.value
          end
        end
        local merged = '{' .. table.concat(parts, ',') .. '}'

        if ARGV[3] == '0' then
          redis.call('SET', KEYS[1], merged)
        else
          redis.call('SET', KEYS[1], merged, 'PX', ARGV[3])
        end
        return 1
        """;
}
