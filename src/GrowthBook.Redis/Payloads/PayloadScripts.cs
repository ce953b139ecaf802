namespace GrowthBook.Client.Redis;

/// <summary>The scripts of the payload cache, each of one key.</summary>
/// <remarks>
/// KEYS[1] is the payload's key. ARGV[1] is the fetch time (19 digits), ARGV[2] how far a time may be ahead of Redis's clock (in
/// ticks of 100 ns), ARGV[3] the hash of the content, ARGV[4] the entity tag or an empty text, ARGV[5] whether the server
/// offers a stream (1 or 0), ARGV[6] the time to live of the key in milliseconds, or 0 for none, and ARGV[7] to ARGV[9] the server's
/// <c>max-age</c>, <c>stale-while-revalidate</c> and <c>stale-if-error</c> in milliseconds or empty texts; ARGV[7] is <see cref="NoLifetime"/> if they are unknown, so that those of the stored payload stay.
/// </remarks>
internal static class PayloadScripts
{
    /// <summary>The answer of <see cref="Read"/> for a key of another type than a hash.</summary>
    public const int OtherType = -1;

    /// <summary>The argument for an unknown lifetime.</summary>
    public const string NoLifetime = "-";

    /// <summary>Writes a payload unless a later one is stored, and publishes a notice if its content is new. ARGV[10] is the JSON text, ARGV[11] the channel, ARGV[12] the notice.</summary>
    public const string Write = Parts + """
        if isLaterStored() then return 0 end
        local isNews = field('hash') ~= ARGV[3]
        redis.call('DEL', key)
        redis.call('HSET', key, 'json', ARGV[10])
        note()
        if isNews then redis.call('PUBLISH', ARGV[11], ARGV[12]) end
        return 1
        """;

    /// <summary>Updates the confirmation time of the stored payload: returns 1 if it has the same content, even if it was confirmed later; otherwise 0.</summary>
    public const string Renew = Parts + """
        if field('hash') ~= ARGV[3] then return 0 end
        if not isLaterStored() then note() end
        return 1
        """;

    /// <summary>
    /// Returns the fields ARGV[3], ARGV[4], … of the payload, the length of the first one that is too long, or -1 for a key of another type:
    /// ARGV[1] is the most bytes of the field <c>json</c>, ARGV[2] that of the others.
    /// </summary>
    public const string Read = """
        for i = 3, #ARGV do
          local length = redis.pcall('HSTRLEN', KEYS[1], ARGV[i])
          if type(length) == 'table' then return string.find(length.err, 'WRONGTYPE', 1, true) and -1 or length end
          if length > tonumber(ARGV[i] == 'json' and ARGV[1] or ARGV[2]) then return length end
        end
        return redis.call('HMGET', KEYS[1], unpack(ARGV, 3))
        """;

    /// <summary>
    /// Acquires a lease: returns 1 if no process held it, 2 if the key had no expiry and is replaced, otherwise 0. KEYS[1] is its key, ARGV[1] its
    /// token, ARGV[2] its duration in milliseconds.
    /// </summary>
    /// <remarks>A lease always expires. A key without an expiry was not written by this cache, and waiting for it would end all refreshes.</remarks>
    public const string Acquire = """
        if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
        if redis.call('PTTL', KEYS[1]) ~= -1 then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 2
        """;

    /// <summary>The answer of <see cref="Acquire"/> for a key that another process holds, and for one that it replaced.</summary>
    public const int LeaseHeld = 0, LeaseReplaced = 2;

    /// <summary>Releases a lease if this process still holds it: KEYS[1] is its key, ARGV[1] its token.</summary>
    public const string Release = """
        if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """;

    /// <remarks>
    /// A stored time further in the future comes from a wrong clock and does not block writes. Times are compared as texts of
    /// equal length, because Lua's numbers would round them.
    /// </remarks>
    private const string Parts = """
        local key = KEYS[1]

        -- A key of another type has no fields. Other refusals are raised.
        local function field(name)
          local stored = redis.pcall('HGET', key, name)
          if type(stored) ~= 'table' then return stored end
          return not string.find(stored.err, 'WRONGTYPE', 1, true) and redis.call('HGET', key, name)
        end

        local function isLaterStored()
          local stored = field('fetchedAt')
          if not (stored and string.find(stored, '^%d+$') and #stored == 19 and stored > ARGV[1]) then return false end
          local now = redis.call('TIME')
          return tonumber(stored) <= (tonumber(now[1]) + 62135596800) * 10000000 + tonumber(ARGV[2])
        end

        local function note()
          redis.call('HSET', key, 'fetchedAt', ARGV[1], 'hash', ARGV[3], 'etag', ARGV[4], 'stream', ARGV[5])
          if ARGV[7] ~= '-' then redis.call('HSET', key, 'maxAge', ARGV[7], 'staleWhileRevalidate', ARGV[8], 'staleIfError', ARGV[9]) end
          if ARGV[6] ~= '0' then redis.call('PEXPIRE', key, ARGV[6]) end
        end


        """;
}
