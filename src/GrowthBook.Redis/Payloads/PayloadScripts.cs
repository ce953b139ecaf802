namespace GrowthBook.Client.Redis;

/// <summary>The scripts of the payload cache, each of one key.</summary>
/// <remarks>
/// KEYS[1] is the payload's key. ARGV holds when the payload was fetched (a number of 19 digits), how far ahead of Redis's clock a
/// time may be at the utmost (in ticks of 100 ns), the hash of the JSON text, the entity tag or an empty text, whether there is
/// a stream (1 or 0), and the time to live in milliseconds or 0.
/// </remarks>
internal static class PayloadScripts
{
    /// <summary>Writes a payload, unless one that was fetched later is stored, and tells the others if it is another one. ARGV[7] is the JSON text, ARGV[8] the channel, ARGV[9] what to say there.</summary>
    public const string Write = Parts + """
        if isLaterStored() then return 0 end
        local isNews = redis.call('HGET', key, 'sha256') ~= ARGV[3]
        redis.call('DEL', key)
        redis.call('HSET', key, 'json', ARGV[7])
        note()
        if isNews then redis.call('PUBLISH', ARGV[8], ARGV[9]) end
        return 1
        """;

    /// <summary>Notes that the stored payload was confirmed: 1 where it has the same JSON text, also where it was confirmed later; else 0.</summary>
    public const string Renew = Parts + """
        if redis.call('HGET', key, 'sha256') ~= ARGV[3] then return 0 end
        if not isLaterStored() then note() end
        return 1
        """;

    /// <summary>Gives a lease back, if it is still the one taken: KEYS[1] is its key, ARGV[1] the token.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """;

    /// <remarks>
    /// A stored time that is further ahead was written by a machine whose clock is wrong; it does not keep others from
    /// writing until then. Times are compared as texts of equal length: Lua's numbers would round them.
    /// </remarks>
    private const string Parts = """
        local key = KEYS[1]

        local function isLaterStored()
          local stored = redis.call('HGET', key, 'fetchedAt')
          if not (stored and string.find(stored, '^%d+$') and #stored == 19 and stored > ARGV[1]) then return false end
          local now = redis.call('TIME')
          return tonumber(stored) <= (tonumber(now[1]) + 62135596800) * 10000000 + tonumber(ARGV[2])
        end

        local function note()
          redis.call('HSET', key, 'fetchedAt', ARGV[1], 'sha256', ARGV[3], 'etag', ARGV[4], 'stream', ARGV[5])
          if ARGV[6] ~= '0' then redis.call('PEXPIRE', key, ARGV[6]) end
        end


        """;
}
